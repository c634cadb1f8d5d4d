"""Customers: a random key that moments carry, and apart from it everything personal."""

import uuid

from django.db import models
from django.db.models.functions import Lower


def phone_digits() -> models.Func:
    """A telephone number however it is written."""
    return models.Func(
        models.F("phone"),
        models.Value("[^0-9]"),
        models.Value(""),
        models.Value("g"),
        function="regexp_replace",
        output_field=models.TextField(),
    )


class Customer(models.Model):
    """A pseudonymous key. It stays when the person is erased; nothing then leads from it to them."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    segment = models.ForeignKey("people.Segment", models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)


class CustomerDetails(models.Model):
    """All personal data that we hold on a customer, in one row that erasing removes."""

    customer = models.OneToOneField(Customer, models.CASCADE, primary_key=True, related_name="+")
    account = models.OneToOneField("people.Account", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(Lower("email"), name="customer_by_email"),
            models.Index(phone_digits(), name="customer_by_phone"),
        ]


class CustomerIdentity(models.Model):
    """What a source calls this customer. May be personal (an e-mail address), so erasing removes it."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="one_customer_per_external_id"),
        ]


class Consent(models.Model):
    """A customer's word that we may do something, and when it was taken back."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=40)
    wording = models.CharField(max_length=40, help_text="Version of the text that was agreed to.")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "purpose"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_consent_in_force_per_purpose",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True)
                | models.Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_withdrawn_after_given",
            ),
        ]
