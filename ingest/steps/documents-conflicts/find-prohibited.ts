import { sentencesOf } from '../documents-facts/sentences-of.ts';
import { asksForSecret, type SecretKind, secretsIn } from '../scripts/asks-secret.ts';
import { contentTerms } from '../text-terms.ts';
import { unifyScript } from '../unify-script.ts';

/** A text of a document, or words that an agent says. */
export interface SpokenText {
  readonly id: string;
  readonly text: string;
}

/** What a document forbids to say, to promise or to ask for, and a sentence that does. */
export interface Prohibited {
  readonly ruleId: string;
  /** The sentence of the document. */
  readonly rule: string;
  readonly textId: string;
  readonly sentence: string;
  /** What must not be said, promised or asked for, as the document has it. */
  readonly what: string;
}

interface Rule {
  readonly id: string;
  readonly sentence: string;
  readonly what: string;
  readonly how: 'promised' | 'said' | 'asked';
  /** Of each of the things forbidden, its terms. */
  readonly terms: readonly string[];
  /** What is forbidden to ask for may be a secret, whatever it is called. */
  readonly secrets: readonly SecretKind[];
}

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/** Chinese words of two characters and more, and the stems of English ones. */
function wordsOf(plain: string): string[] {
  const chinese = [...plain.matchAll(/\p{Script=Han}+/gu)].flatMap(([run]) =>
    [...segmenter.segment(run)].map(({ segment }) => segment).filter((word) => word.length > 1),
  );
  return [...new Set([...chinese, ...contentTerms(plain.replace(/\p{Script=Han}+/gu, ' '))])];
}

const forbidden =
  /(?:不得|不准|不许|不可(?!以)|不应|不要|禁止|严禁|切勿|\b(?:must|may|shall|should|can) (?:not|never)|cannot|mustn't|never|do not|don't|(?:not (?:allowed|permitted)|forbidden) to|(?:prohibited|forbidden|barred) from)(?<between>[^，,；;。.！!？?：:]{0,24}?)/;
const promising =
  '承诺|保证|许诺|答应|担保|promis(?:e|ing)|guarantee(?:ing)?|assur(?:e|ing)|commit(?:ting)? to|pledg(?:e|ing)';
const saying = '使用|说|称|宣称|声称|表述|出现|us(?:e|ing)|say(?:ing)?|claim(?:ing)?|describ(?:e|ing)';
const asking =
  '索要|索取|索问|询问|打听|套取|要求(?:客户|消费者|投保人|对方)?(?:向[^，。；]{0,12})?(?:口述|提供|告知|告诉|说出|报出|念出|透露|发送)|让客户(?:口述|提供|告知|说出|报出)|(?:ask(?:ing)?|request(?:ing)?|solicit(?:ing)?)(?: (?:the |any |a )?(?:customers?|clients?|callers?|consumers?))?(?: for| to (?:say|give|tell|share|read out|provide|disclose))?';
const noAsking = new RegExp(`${forbidden.source}(?<verb>${asking})(?<what>[^，,；;。！!？?]{2,80})`, 'gi');
// The thing comes first, and what is done with it: passcodes are keyed in and must not be asked for.
const noAskingOf =
  /(?:^|[，,；;。])(?<what>[^，,；;。！!？?]{2,16}?)(?:由|应|须|只能|必须)[^；;。！!？?]{0,40}?(?:不得|不准|不许|禁止|严禁|切勿)(?:要求|让|请)(?:客户|消费者|对方)(?:向[^，。；]{0,16})?(?:口述|说出|报出|念出|告知|告诉|提供)(?=[，。；！]|$)/g;
const noPromise = new RegExp(`${forbidden.source}(?<verb>${promising})(?<what>[^，,；;。！!？?：:]{2,80})`, 'gi');
const noWords = new RegExp(`${forbidden.source}(?<verb>${saying})(?<what>[^。；;！!？?]{2,120})`, 'gi');
const quoted = /[“"「『‘]([^”"」』’]{2,40})[”"」』’]/g;

const promise =
  /保证|一定(?:会|能|给|可以|帮)|肯定(?:会|能|给|可以|没)|承诺|绝对(?:会|能|不|没)|包您|担保|答应您|\b(?:guarantee[ds]?|promise|assure you|definitely|certainly will|will certainly|absolutely will|for sure|rest assured|you have my word)\b/gi;
const denied =
  /(?:不|没|无法|没有|未|难以|不敢)[^，,；;。]{0,4}$|\b(?:not|never|cannot|can't|don't|won't|unable to|no one can|nobody can)\b[^,;.]{0,16}$/i;
const deniedWords = /(?:不|没|非|并非|无)[^，,；;。]{0,3}$|\b(?:not|never|no|isn't|aren't|n't)\b[^,;.]{0,12}$/i;

// What every promise has; of a rule about "到账时间" the arrival is what tells it from others.
const general =
  /(?:未经|无法|不能|没有|尚未|不符合|真实|超出|超过|短于)[^，,、的]{0,12}的|(?:具体|明确|确切|固定|一定|任何|上述|相应|最终)(?:的)?|(?:的)?(?:处理|办理)?(?:时间|时限|日期|期限|金额|数额|结果|事项|情况|内容|等)+$|^(?:向|对|给|为)?(?:客户|消费者|投资者|投保人|任何人|当事人)+|\b(?:any|a|an|the|specific|particular|certain|exact|definite|fixed|(?:to )?(?:customers?|clients?|callers?|consumers?|callers?)|that)\b|\b(?:dates?|times?|amounts?|outcomes?|results?|deadlines?)\b\s*$/gi;
const alternatives = /[、/]|或者|或是|或|以及|及|\s(?:or|and|nor)\s|,\s*/i;

/**
 * Sentences that promise, ask for, or say word for word what a document forbids to: the sentence promises or asks and does
 * not deny it, and has all the words of one of the things forbidden, or names a passcode or password in other words. What is
 * forbidden in other ways is left out.
 */
export function findProhibited(documents: readonly SpokenText[], spoken: readonly SpokenText[]): Prohibited[] {
  const rules = documents.flatMap((document) => rulesOf(document));
  return spoken.flatMap(({ id, text }) =>
    sentencesOf(text).flatMap(({ start, end }) => {
      const sentence = text.slice(start, end);
      const broken = rules.filter((rule) => rule.id !== id && breaks[rule.how](sentence, rule));
      return broken.map(({ id: ruleId, sentence: rule, what }) => ({ ruleId, rule, textId: id, sentence, what }));
    }),
  );
}

// What follows is a list of what is forbidden.
const listed =
  /(?:不得|禁止|严禁)[^，。；：:]{0,8}下列[^，。；：:]{0,8}[：:]\s*$|\b(?:must|may|shall|should) not[^.;:]{0,40}:\s*$/i;
const marker = /^\s*(?:[-*•]|[（(]?[一二三四五六七八九十\da-z]{1,3}[）).、])\s*/i;

function rulesOf({ id, text }: SpokenText): Rule[] {
  let inList = false;
  return sentencesOf(text).flatMap(({ start, end }) => {
    const sentence = text.slice(start, end);
    const own = unifyScript(sentence);
    const plain = inList && marker.test(own) ? `不得${own.replace(marker, '')}` : own;
    inList = listed.test(own) || (inList && marker.test(own));
    const promised = [...plain.matchAll(noPromise)].flatMap(({ groups }) =>
      (groups?.['what'] ?? '').split(alternatives).flatMap((raw): Rule[] => {
        const what = raw.replace(/[.\s]+$/, '').trim();
        const terms = wordsOf(what.replace(general, ' ').replace(general, ' '));
        return terms.length === 0 ? [] : [{ id, sentence, what, how: 'promised', terms, secrets: [] }];
      }),
    );
    const said = [...plain.matchAll(noWords)].flatMap(({ groups }) =>
      [...(groups?.['what'] ?? '').matchAll(quoted)].map(
        ([, what = '']): Rule => ({ id, sentence, what: what.toLowerCase(), how: 'said', terms: [], secrets: [] }),
      ),
    );
    const asked = [...plain.matchAll(noAsking), ...plain.matchAll(noAskingOf)].flatMap(({ groups }) =>
      (groups?.['what'] ?? '').split(alternatives).flatMap((raw): Rule[] => {
        const what = raw.replace(/[.\s]+$/, '').trim();
        const terms = wordsOf(what.replace(general, ' '));
        return terms.length === 0 ? [] : [{ id, sentence, what, how: 'asked', terms, secrets: secretsIn(what) }];
      }),
    );
    return [...promised, ...said, ...asked];
  });
}

const breaks: Readonly<Record<Rule['how'], (sentence: string, rule: Rule) => boolean>> = {
  promised: promises,
  said: says,
  asked: asks,
};

const request =
  /(?:说|报|念|读|提供|告诉|告知|发)(?:一下|下|给我|我|出来)|是多少|是什么|请(?:您|问|说|报|提供|告)|麻烦您?|方便.{0,4}(?:说|报|提供)|\b(?:tell|give|read|send) (?:me|us|it to me|out)\b|\b(?:what(?:'s| is| was) your|may i have|can i (?:have|get)|could (?:i have|you)|can you|please)\b/gi;
const needless =
  /(?:不用|不必|无需|不需要|不要|不会|别|请勿|切勿)[^，,；;。]{0,6}$|\b(?:don't|do not|never|not|no need to)\b[^,;.]{0,16}$/i;

function asks(sentence: string, { terms, secrets }: Rule): boolean {
  if (secrets.length > 0) return asksForSecret(sentence) && secretsIn(sentence).some((kind) => secrets.includes(kind));
  const plain = unifyScript(sentence);
  const own = [...plain.matchAll(request)].some(
    ({ index }) => !needless.test(plain.slice(Math.max(0, index - 24), index)),
  );
  return own && hasAll(plain, terms);
}

function hasAll(plain: string, terms: readonly string[]): boolean {
  const said = new Set(contentTerms(plain));
  return terms.every((term) => said.has(term) || (/\p{Script=Han}/u.test(term) && plain.includes(term)));
}

function promises(sentence: string, { terms }: Rule): boolean {
  const plain = unifyScript(sentence);
  const own = [...plain.matchAll(promise)].some(
    ({ index }) => !denied.test(plain.slice(Math.max(0, index - 24), index)),
  );
  if (!own || /[？?]\s*$/.test(plain)) return false;
  return hasAll(plain, terms);
}

function says(sentence: string, { what }: Rule): boolean {
  const plain = unifyScript(sentence).toLowerCase();
  const at = plain.indexOf(what);
  return at >= 0 && !deniedWords.test(plain.slice(0, at));
}
