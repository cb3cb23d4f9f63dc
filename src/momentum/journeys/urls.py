from django.urls import path
from django.views.decorators.cache import never_cache

from momentum.journeys.views import (
    asking,
    caseload,
    grounds,
    imports,
    mine,
    people,
    referrals,
    registering,
    stays,
)

app_name = "journeys"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/list.<slug:format_>", people.export, name="people_export"),
    path("people/register/", registering.Register.as_view(), name="register"),
    path("people/start/", stays.StartSpell.as_view(), name="start_spell"),
    path("people/job/", stays.StartJob.as_view(), name="start_job"),
    path("people/end/", stays.EndSpell.as_view(), name="end_spell"),
    path("people/change/", stays.running_stays, name="change_stay"),
    path("people/how-is-it-going/", asking.own_voices, name="own_voices"),
    path("people/hand-over/", caseload.HandOver.as_view(), name="hand_over"),
    path("people/cover/", caseload.Cover.as_view(), name="cover"),
    path("people/cover/end/", caseload.end_cover, name="end_cover"),
    path("people/confirm-grounds/", grounds.ConfirmGrounds.as_view(), name="confirm_grounds"),
    path("people/<uuid:pk>/", people.person, name="person"),
    path("people/<uuid:pk>/print/", people.print_person, name="print_person"),
    path("people/<uuid:pk>/details/", registering.ChangeDetails.as_view(), name="change_details"),
    path("people/<uuid:pk>/situation/", registering.ChangeSituation.as_view(), name="change_situation"),
    path("people/<uuid:pk>/groups/add/", registering.AddMembership.as_view(), name="add_membership"),
    path("people/<uuid:pk>/refer/", referrals.Refer.as_view(), name="refer"),
    path("people/<uuid:pk>/ladder/", asking.Assess.as_view(), name="assess_ladder"),
    path("people/<uuid:pk>/wage-value/", asking.AssessWageValue.as_view(), name="assess_wage_value"),
    path("people/<uuid:pk>/how-is-it-going/", asking.OwnVoice.as_view(), name="own_voice"),
    path("people/<uuid:pk>/grounds/", grounds.grounds, name="grounds"),
    path("people/<uuid:pk>/grounds/record/", grounds.RecordGround.as_view(), name="record_ground"),
    path("people/<uuid:pk>/merge/", registering.Merge.as_view(), name="merge"),
    path("people/<uuid:pk>/death/", registering.RecordDeath.as_view(), name="record_death"),
    path("people/<uuid:pk>/death/undo/", registering.UndoDeath.as_view(), name="undo_death"),
    path("people/groups/<uuid:pk>/end/", registering.EndMembership.as_view(), name="end_membership"),
    path("people/stays/<uuid:pk>/change/", stays.ChangeSpell.as_view(), name="change_spell"),
    path("people/stays/<uuid:pk>/hours/", stays.ChangeHours.as_view(), name="change_hours"),
    path("people/stays/<uuid:pk>/end/", stays.EndThisSpell.as_view(), name="end_this_spell"),
    path("people/stays/<uuid:pk>/undo-end/", stays.UndoEnd.as_view(), name="undo_end"),
    path(
        "people/measurements/<uuid:pk>/remove/", asking.RemoveAssessment.as_view(), name="remove_assessment"
    ),
    path("people/errors/<uuid:pk>/", asking.AnswerCorrection.as_view(), name="answer_correction"),
    path("referrals/", referrals.referrals, name="referrals"),
    path("referrals/<uuid:pk>/", referrals.AnswerReferral.as_view(), name="answer_referral"),
    path("referrals/<uuid:pk>/withdraw/", referrals.withdraw, name="withdraw_referral"),
    path("follow-ups/", asking.follow_ups, name="follow_ups"),
    path("follow-ups/<uuid:pk>/", asking.RecordFollowUp.as_view(), name="record_follow_up"),
    path("my-journey/", mine.mine, name="mine"),
    path("my-journey/print/", mine.print_mine, name="print_mine"),
    path("my-journey/sign-up/", mine.RegisterMyself.as_view(), name="register_myself"),
    path("my-journey/details/", mine.MyDetails.as_view(), name="my_details"),
    path("my-journey/how-is-it-going/", mine.MyOwnVoice.as_view(), name="my_own_voice"),
    path("my-journey/report-an-error/", mine.ReportError.as_view(), name="report_error"),
    path("my-journey/choose-a-place/", mine.ReferMyself.as_view(), name="refer_myself"),
    path("my-journey/uses/<slug:purpose>/allow/", mine.GiveConsent.as_view(), name="give_consent"),
    path("my-journey/uses/<slug:purpose>/stop/", mine.WithdrawGround.as_view(), name="withdraw_ground"),
    path("imports/", imports.imports, name="import"),
    path("imports/<uuid:pk>/", imports.receipt, name="import_receipt"),
    path("imports/<uuid:pk>/columns/", imports.columns, name="import_columns"),
    path("imports/<uuid:pk>/words/", imports.words, name="import_words"),
    path("imports/<uuid:pk>/check/", imports.check, name="import_check"),
    path("imports/<uuid:pk>/problems.csv", imports.problems, name="import_problems"),
    path("imports/<uuid:pk>/undo/", imports.undo, name="import_undo"),
    path("imports/<uuid:pk>/throw-away/", imports.drop, name="import_drop"),
]

# Pages about people stay in no cache: not in the browser's, not in one on the way.
for each in urlpatterns:
    each.callback = never_cache(each.callback)
