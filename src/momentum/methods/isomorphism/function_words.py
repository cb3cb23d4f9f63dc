"""Words of grammar, which say nothing of what a text is about: articles, pronouns, prepositions, auxiliaries.

English: the list of scikit-learn (from the Glasgow Information Retrieval Group). Dutch: the closed classes of words of
three letters and more, after Haeseryn et al., Algemene Nederlandse Spraakkunst (1997), chapters 4 to 11.
"""

from typing import Literal

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

DUTCH = """
    aan achter af al alle alleen allen alles als altijd ander andere anderen beide ben bent beter bij bijna binnen
    boven buiten daar daarbij daardoor daarin daarmee daarna daarom daarvan daarvoor dan dat deze die dit doch doen
    doet door doorheen dus echter een eens elk elke elkaar elkaars enige enkele erbij erg ergens ermee ervan ervoor
    geen geweest gewoon had hadden heb hebben hebt heeft hem hen het hier hierbij hierdoor hierin hiermee hiervan
    hiervoor hij hoe hoewel hun iedere ieder iedereen iemand iets immers indien ikzelf inzake ja jezelf jij jou jouw
    jullie kan kon konden kun kunnen kunt maar mag mee meer meest men met mezelf mij mijn mijzelf mocht mochten moest
    moesten moet moeten mogen naar naast nadat net niemand niet niets nog nogal nooit noch nou ofwel omdat ondanks
    onder ons onszelf onze ook opdat over overal reeds rond rondom sinds soms steeds tegen tegenover tenzij terwijl
    toch toen tot totdat tussen uit van vanaf vanuit vaak veel vele vanwege via volgens voor voordat vooral waar
    waarbij waardoor waarin waarmee waarna waarom waaronder waarop waarvan waarvoor wanneer want waren was wat weer
    wel welk welke werd werden wie wiens wij wijzelf wil willen wilt worden wordt zal zeer zelf zelfs zich zichzelf
    zij zijn zo zoals zodat zodra zonder zou zouden zoveel zowel zulke zullen zult
"""
FUNCTION_WORDS: dict[Literal["nl", "en"], frozenset[str]] = {
    "nl": frozenset(DUTCH.split()),
    "en": frozenset(ENGLISH_STOP_WORDS),
}
