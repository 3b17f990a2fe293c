"""English forms that no rule leads back to their lemma: built, children, worse."""

# A lemma and its forms a line. "was" and the like are stop words; a form that is spelled as its
# lemma (cut, put) needs no line.
FORMS = """
arise arose arisen; awake awoke awoken; bear bore born borne; beat beaten; become became;
begin began begun; bend bent; bind bound; bite bit bitten; bleed bled; blow blew blown;
break broke broken; breed bred; bring brought; build built; burn burnt; buy bought; catch caught;
choose chose chosen; cling clung; come came; creep crept; deal dealt; dig dug; draw drew drawn;
dream dreamt; drink drank drunk; drive drove driven; dwell dwelt; eat ate eaten; fall fell fallen;
feed fed; feel felt; fight fought; find found; flee fled; fling flung; fly flew flown;
forbid forbade forbidden; forget forgot forgotten; forgive forgave forgiven; freeze froze frozen;
get got gotten; give gave given; go went gone; grind ground; grow grew grown; hang hung;
hear heard; hide hid hidden; hold held; keep kept; kneel knelt; know knew known; lay laid;
lead led; lean leant; leap leapt; learn learnt; leave left; lend lent; lie lain; light lit;
lose lost; make made; mean meant; meet met; mistake mistook mistaken; overcome overcame;
overtake overtook overtaken; overthrow overthrew overthrown; pay paid; prove proven;
rebuild rebuilt; ride rode ridden; ring rang rung; rise rose risen; run ran; say said; see saw seen;
seek sought; sell sold; send sent; sew sewn; shake shook shaken; shine shone; shoot shot;
show shown; shrink shrank shrunk; sing sang sung; sink sank sunk; sit sat; slay slew slain;
sleep slept; slide slid; smell smelt; sow sown; speak spoke spoken; speed sped; spell spelt;
spend spent; spill spilt; spin spun; spoil spoilt; spring sprang sprung; stand stood;
steal stole stolen; stick stuck; sting stung; stink stank stunk; strike struck stricken;
strive strove striven; swear swore sworn; sweep swept; swell swollen; swim swam swum; swing swung;
take took taken; teach taught; tear tore torn; tell told; think thought; throw threw thrown;
undergo underwent undergone; understand understood; undertake undertook undertaken;
uphold upheld; wake woke woken; wear wore worn; weave wove woven; weep wept; win won; wind wound;
withdraw withdrew withdrawn; withhold withheld; withstand withstood; write wrote written;
man men; woman women; child children; person people; foot feet; tooth teeth; goose geese;
mouse mice; ox oxen; alumnus alumni; analysis analyses; axis axes; bacterium bacteria;
basis bases; crisis crises; criterion criteria; curriculum curricula; datum data;
fungus fungi; genus genera; hypothesis hypotheses; index indices; larva larvae; matrix matrices;
medium media; nucleus nuclei; phenomenon phenomena; radius radii; stimulus stimuli;
stratum strata; thesis theses; vertex vertices;
good better best; bad worse worst; far farther farthest further furthest; little least
"""

LEMMAS = {
    form: line.split()[0] for line in FORMS.split(";") for form in line.split()[1:]
}  # of each form
