"""Settings, read from the environment; docs/reference/settings.md lists every variable."""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from wellserved.platform.database import django_settings
from wellserved.platform.home import home_of, secret_key

PACKAGE = Path(__file__).resolve().parent.parent
HOME = home_of()

DEBUG = os.environ.get("WELLSERVED_DEBUG", "") == "1"
SECRET_KEY = secret_key(HOME)
ALLOWED_HOSTS = os.environ.get("WELLSERVED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("WELLSERVED_ORIGINS", "").split(",") if o]
# Behind TLS the operator says so; on the loopback address cookies must travel over plain HTTP.
BEHIND_TLS = os.environ.get("WELLSERVED_TLS", "") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "wellserved.platform",  # first: its templates go before allauth's own
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_vite",
    "template_partials.apps.SimpleAppConfig",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "wellserved.people",
    "wellserved.journey",
    "wellserved.tracking",
    "wellserved.voice",
    "wellserved.cases",
    "wellserved.insight",
    "wellserved.portal",
    "wellserved.workspace",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "wellserved.platform.api.middleware.ProblemMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wellserved.people.middleware.PersonMiddleware",
    "wellserved.platform.language.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
]

# Who only reads changes nothing that is kept: without this every query carries two settings along.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

ROOT_URLCONF = "wellserved.config.urls"
ASGI_APPLICATION = "wellserved.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wellserved.people.context.person",
                "wellserved.insight.context.unseen_alerts",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
            ],
        },
    }
]

DATABASES = {"default": django_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
SESSION_ENGINE = "wellserved.people.sessions"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "sesame.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "wellserved.people.signin.AccountAdapter"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Passkeys need TLS everywhere but on the loopback address.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_TLS
SESAME_ONE_TIME = True
SESAME_MAX_AGE = 24 * 3600

# Translations of a whole questionnaire and a screen of long matrices are one form: more fields than the usual thousand.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("WELLSERVED_SMTP_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = HOME.path / "mail"
EMAIL_HOST = os.environ.get("WELLSERVED_SMTP_HOST", "")
# A mail server that says nothing would hold a worker for ever.
EMAIL_TIMEOUT = 30
EMAIL_PORT = int(os.environ.get("WELLSERVED_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("WELLSERVED_SMTP_NAME", "")
EMAIL_HOST_PASSWORD = os.environ.get("WELLSERVED_SMTP_PASSWORD", "")
EMAIL_TIMEOUT = int(os.environ.get("WELLSERVED_SMTP_TIMEOUT", "30"))
EMAIL_USE_TLS = os.environ.get("WELLSERVED_SMTP_TLS", "1") == "1"
# Mails are written by jobs, which no request tells under which name the pages are reached.
BASE_URL = os.environ.get("WELLSERVED_BASE_URL", "http://localhost:8000")
DEFAULT_FROM_EMAIL = os.environ.get("WELLSERVED_MAIL_FROM", "wellserved@localhost")

# The mailbox that customers write to; without a host none is fetched.
IMAP_HOST = os.environ.get("WELLSERVED_IMAP_HOST", "")
IMAP_PORT = int(os.environ.get("WELLSERVED_IMAP_PORT", "993"))
IMAP_NAME = os.environ.get("WELLSERVED_IMAP_NAME", "")
IMAP_PASSWORD = os.environ.get("WELLSERVED_IMAP_PASSWORD", "")
IMAP_TLS = os.environ.get("WELLSERVED_IMAP_TLS", "1") == "1"
IMAP_FOLDER = os.environ.get("WELLSERVED_IMAP_FOLDER", "INBOX")
# Where mails are moved to once they are kept.
IMAP_TAKEN = os.environ.get("WELLSERVED_IMAP_TAKEN", "Wellserved")
# The name by which our own mail server signs its Authentication-Results; anybody can write those of others.
IMAP_AUTHSERV = os.environ.get("WELLSERVED_IMAP_AUTHSERV", "")
# Secrets of sources of mentions, by name, each with the one host that it is sent to: "shop@api.shop.example=...".
SOURCE_TOKENS = {
    name: (host.lower(), secret)
    for one in os.environ.get("WELLSERVED_SOURCE_TOKENS", "").split(",")
    for whose, _equals, secret in [one.strip().partition("=")]
    for name, _at, host in [whose.partition("@")]
    if secret
}
# Sources are read from public addresses only; whoever tries one out on one machine says so.
MENTIONS_FROM_LOOPBACK = os.environ.get("WELLSERVED_MENTIONS_FROM_LOOPBACK", "") == "1"
CASES_FROM = os.environ.get("WELLSERVED_CASES_FROM") or DEFAULT_FROM_EMAIL

LANGUAGE_CODE = "en"
# A browser that says no more than 'zh' gets the first of the two.
LANGUAGES = [
    ("en", _("English")),
    ("ko", _("Korean")),
    ("zh-hans", _("Simplified Chinese")),
    ("zh-hant", _("Traditional Chinese")),
]
LOCALE_PATHS = [PACKAGE / "platform" / "locale"]
TIME_ZONE = os.environ.get("WELLSERVED_TIME_ZONE", "UTC")
USE_TZ = True

STATIC_URL = "/static/"
# The files stand in the package, hashed and compressed by Vite's build: nothing is collected at run time.
STATIC_ROOT = PACKAGE / "platform" / "static" / "dist"
DJANGO_VITE = {
    "default": {
        "dev_mode": os.environ.get("WELLSERVED_VITE_DEV", "") == "1",
        "manifest_path": STATIC_ROOT / "manifest.json",
        "static_url_prefix": "",
    }
}
# The scripts of allauth stand in its own package.
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+[-.][0-9A-Za-z_-]{8,}\..+$"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        # Cells of the map carry their width and place as style attributes.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"without_secrets": {"()": "wellserved.platform.logged_addresses.WithoutSecrets"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_secrets"]}
    },
    "root": {"handlers": ["console"], "level": os.environ.get("WELLSERVED_LOG_LEVEL", "WARNING")},
}

# Sites that may show the tracking widget or a questionnaire in a frame of theirs.
WIDGET_HOSTS = [o for o in os.environ.get("WELLSERVED_WIDGET_HOSTS", "").split(",") if o] or ["'none'"]
# The consent that a customer must have given to be asked by mail; empty: none is needed where the organisation is.
ASK_CONSENT = os.environ.get("WELLSERVED_ASK_CONSENT", "feedback")
# For so many days after its delivery a customer can send a parcel back by its page; 0: not by the page.
RETURN_DAYS = int(os.environ.get("WELLSERVED_RETURN_DAYS", "30"))
# Webhooks and pushes go to public addresses only; whoever tries them out on one machine says so.
NOTICES_TO_LOOPBACK = os.environ.get("WELLSERVED_NOTICES_TO_LOOPBACK", "") == "1"

# A folder, or anything that pyarrow can address (s3://bucket/prefix).
LAKE = os.environ.get("WELLSERVED_LAKE") or HOME.lake
