from django.urls import include, path

from .views import alerts as alert_views
from .views import cases as case_views
from .views import drawing, drawing_elements, drawing_whole, personas
from .views import home as home_views
from .views import invitations as invitation_views
from .views import inviting as inviting_views
from .views import map as map_views
from .views import notices as notice_views
from .views import parcel as parcel_views
from .views import parcels as parcels_views
from .views import printing as printing_views
from .views import promises as promise_views
from .views import rounds as round_views
from .views import saved_views as saved_view_views
from .views import scanning as scanning_views
from .views import search as search_views
from .views import self_service as self_service_views
from .views import set_aside as set_aside_views
from .views import styleguide as styleguide_views
from .views import wanted as wanted_views
from .views import windows as window_views

app_name = "workspace"
urlpatterns = [
    path("", include("wellserved.workspace.measurement.urls")),
    path("home/", home_views.home, name="home"),
    path("", include("wellserved.workspace.sources.urls")),
    path("cases/", include("wellserved.workspace.cases_desk.urls")),
    path("customers/", include("wellserved.workspace.customers.urls")),
    path("asking/", include("wellserved.workspace.asking.urls")),
    # Before the questionnaires' own pages, whose names are anything.
    path("questionnaires/", include("wellserved.workspace.questionnaire_exchange.urls")),
    path("questionnaires/", include("wellserved.workspace.questionnaires.urls")),
    path("search/", search_views.search, name="search"),
    path("prevention/", include("wellserved.workspace.prevention.urls")),
    path("styleguide/", styleguide_views.styleguide, name="styleguide"),
    path("promises/", promise_views.journeys, name="promises"),
    path("promises/<slug:journey>/", promise_views.promises, name="promises_of"),
    path("promises/<slug:journey>/history/", promise_views.history, name="promise_history"),
    path(
        "promises/set/<slug:journey>/<slug:touchpoint>/<slug:measure>/",
        promise_views.set_a_promise,
        name="set_promise",
    ),
    path("promises/<int:key>/end/", promise_views.end_a_promise, name="end_promise"),
    path(
        "beliefs/set/<slug:journey>/<slug:touchpoint>/<slug:measure>/",
        promise_views.set_a_belief,
        name="set_belief",
    ),
    path("beliefs/<int:key>/end/", promise_views.end_a_belief, name="end_belief"),
    path("rounds/", round_views.rounds, name="rounds"),
    path("rounds/new/", round_views.new_round, name="new_round"),
    path("rounds/<int:key>/", round_views.one_round, name="round"),
    path("rounds/<int:key>/reveal/", round_views.reveal, name="reveal_round"),
    path("rounds/<int:key>/<int:question>/", round_views.answer_round, name="answer_round"),
    path("rounds/<int:key>/<int:question>/median/", round_views.adopt_median, name="adopt_median"),
    path("journeys/", map_views.journeys, name="journeys"),
    path("personas/", personas.personas, name="personas"),
    path("personas/new/", personas.persona, name="new-persona"),
    path("personas/<slug:slug>/", personas.persona, name="persona"),
    path("personas/<slug:slug>/remove/", personas.remove, name="remove-persona"),
    path("journeys/new/", drawing_whole.new, name="new-journey"),
    path("journeys/new/file/", drawing_whole.import_file, name="import-journey"),
    path("journeys/<slug:journey>/compare/", drawing_whole.compare, name="compare"),
    path("journeys/<slug:journey>/to-be/", drawing_whole.draw_to_be, name="draw-to-be"),
    path("journeys/<slug:journey>/export/map.<slug:kind>", drawing_whole.export, name="export"),
    path("journeys/<slug:journey>/print/map.<slug:kind>", printing_views.print_map, name="print"),
    path("journeys/<slug:journey>/draw/", drawing.draw, name="draw"),
    path("journeys/<slug:journey>/draw/edit/", drawing.edit, name="edit"),
    path("journeys/<slug:journey>/draw/undo/", drawing.undo, name="undo"),
    path("journeys/<slug:journey>/draw/redo/", drawing.redo, name="redo"),
    path("journeys/<slug:journey>/draw/edits/", drawing.edits, name="edits"),
    path("journeys/<slug:journey>/draw/journey/", drawing_elements.journey, name="draw-journey"),
    path("journeys/<slug:journey>/draw/stages/new/", drawing_elements.new_stage, name="new-stage"),
    path("journeys/<slug:journey>/draw/stages/<int:number>/", drawing_elements.stage, name="draw-stage"),
    path(
        "journeys/<slug:journey>/draw/touchpoints/<int:number>/",
        drawing_elements.touchpoint,
        name="draw-touchpoint",
    ),
    path(
        "journeys/<slug:journey>/draw/touchpoints/<int:number>/measures/",
        drawing_elements.new_measure,
        name="new-measure",
    ),
    path(
        "journeys/<slug:journey>/draw/measures/<int:number>/", drawing_elements.measure, name="draw-measure"
    ),
    path("journeys/<slug:journey>/together/", inviting_views.together, name="contributions"),
    path("journeys/<slug:journey>/together/sort/", inviting_views.sort, name="sort_contributions"),
    path("journeys/<slug:journey>/together/adopt/", inviting_views.adopt, name="adopt"),
    path(
        "journeys/<slug:journey>/together/feelings/<int:touchpoint>/",
        inviting_views.adopt_feelings,
        name="adopt_feelings",
    ),
    path(
        "journeys/<slug:journey>/together/clusters/<int:cluster>/",
        inviting_views.rename,
        name="rename_cluster",
    ),
    path("journeys/<slug:journey>/together/invitations/", invitation_views.invitations, name="invitations"),
    path(
        "journeys/<slug:journey>/together/invitations/<int:invitation>/close/",
        invitation_views.close,
        name="close_invitation",
    ),
    path(
        "journeys/<slug:journey>/together/invitations/<int:invitation>/link/",
        invitation_views.new_link,
        name="new_link",
    ),
    path("journeys/<slug:journey>/", map_views.journey, name="journey"),
    path("journeys/<slug:journey>/trends/", map_views.trends, name="trends"),
    path("alerts/", alert_views.alerts, name="alerts"),
    path("alerts/<int:alert>/seen/", alert_views.seen, name="alert_seen"),
    path("alerts/watch/", alert_views.watch_all_owned, name="watch_owned"),
    path("alerts/watches/<int:watch>/end/", alert_views.end, name="end_watch"),
    path(
        "journeys/<slug:journey>/<slug:touchpoint>/<slug:measure>/gap-<int:gap>/watch/",
        alert_views.watch,
        name="watch",
    ),
    path(
        "journeys/<slug:journey>/<slug:touchpoint>/<slug:measure>/gap-<int:gap>/cases/",
        case_views.cases,
        name="cases",
    ),
    path(
        "journeys/<slug:journey>/<slug:touchpoint>/<slug:measure>/gap-<int:gap>/compare/",
        case_views.compare,
        name="compare_cell",
    ),
    path("notices/texts/", notice_views.texts, name="notice_texts"),
    path("notices/texts/<slug:occasion>/<slug:language>/", notice_views.text, name="notice_text"),
    path(
        "notices/texts/<slug:occasion>/<slug:language>/preview/", notice_views.preview, name="notice_preview"
    ),
    path(
        "notices/texts/<slug:occasion>/<slug:language>/back/",
        notice_views.take_back,
        name="take_back_notice_text",
    ),
    path("notices/dead/", notice_views.dead, name="dead_notices"),
    path("notices/dead/again/", notice_views.again, name="send_again"),
    path("parcels/", parcels_views.board, name="parcels"),
    path("parcels/act/", parcels_views.act, name="act_on_parcels"),
    path("parcels/find/", parcels_views.find, name="find_parcel"),
    path("parcels/self-service/", self_service_views.self_service, name="self_service"),
    path("parcels/set-aside/", set_aside_views.set_aside, name="set_aside"),
    path("parcels/set-aside/<int:aside>/drop/", set_aside_views.drop, name="drop_aside"),
    path("parcels/set-aside/<int:aside>/mend/", set_aside_views.mend, name="mend_aside"),
    path("parcels/", include("wellserved.workspace.bringing.urls")),
    path("parcels/windows/", window_views.windows, name="windows"),
    path("parcels/windows/train/", window_views.train, name="train_windows"),
    path("parcels/<int:consignment>/", parcel_views.parcel, name="parcel"),
    path("parcels/<int:consignment>/proof/<int:proof>/", parcel_views.proof, name="parcel_proof"),
    path("lots/", include("wellserved.workspace.lots.urls")),
    path("scan/", scanning_views.scan, name="scan"),
    path("scan/worker.js", scanning_views.worker, name="scan_worker"),
    path("scan/recognise/", scanning_views.recognised, name="recognise"),
    path("scan/proof/", scanning_views.prove_delivered, name="prove"),
    path("views/", saved_view_views.saved, name="saved_views"),
    path("views/save/", saved_view_views.save, name="save_view"),
    path("views/<int:view>/delete/", saved_view_views.delete, name="delete_view"),
    path("improvements/", wanted_views.wanted, name="wanted"),
    path("improvements/<int:wanted>/close/", wanted_views.close, name="close_wanted"),
    path("improvements/of/<slug:journey>/", wanted_views.wanted, name="wanted_of"),
    path(
        "journeys/<slug:journey>/<slug:touchpoint>/<slug:measure>/gap-<int:gap>/want/",
        wanted_views.want,
        name="want",
    ),
    path(
        "journeys/<slug:journey>/<slug:touchpoint>/<slug:measure>/gap-<int:gap>/", map_views.cell, name="cell"
    ),
]
