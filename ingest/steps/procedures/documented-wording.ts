import { isFunctionCharacter } from '../text-terms.ts';
import { unifyScript } from '../unify-script.ts';
import { lineFeatures } from './line-vectors.ts';
import { maskSlots } from './mask-slots.ts';

const grammar = new Set(
  `a an the and or but if so as of at by for with to from in on there here this that these those it its
  is am are was were be been do does did have has had can could will would shall may might must
  i you he she we they me my your our us them their what which who when where how not any some ok okay please`.split(
    /\s+/,
  ),
);

/** The features of a text by which a documented step is compared with what is said: its words without those of grammar. */
export function contentFeatures(text: string): Map<string, number> {
  const features = lineFeatures(unifyScript(maskSlots(text)));
  return new Map(
    [...features].filter(([f]) => !f.includes(' ') && !grammar.has(f) && ![...f].every(isFunctionCharacter)),
  );
}

/** A step as a document words it. */
interface DocumentedStep {
  readonly name: string;
  readonly instruction: string;
}

// What documents tell agents to do, in their own verbs.
const asking =
  /^(?:ask|request|verify|confirm (?:whether|if|with)|find out)\b|询问|问清|请客户|核对|核实|核验|确认.{0,6}是否/i;
const telling = /^(?:inform|tell|explain|advise|notify|let .{1,20} know)\b|告知|告诉|说明|解释|通知/i;
const lookingUp =
  /\blook(?:ing)?[ -]?up\b|\b(?:in|from) the (?:system|record)|\bquery\b|\bretrieve\b|查询|调取|调阅|系统(?:中|内|里)/i;
const question = /[?？]|[吗么呢][。，！]?$/;

export const isLookup = ({ name, instruction }: DocumentedStep): boolean =>
  lookingUp.test(unifyScript(name)) || lookingUp.test(unifyScript(instruction));

const otherAct = 0.7;

/** How far a step that is seen can be the documented one by what kind of act it is, 0..1: asking is no telling, and saying no looking up. */
export function actFactor(
  step: DocumentedStep,
  seen: { readonly kind: 'said' | 'looked_up'; readonly words: readonly string[] },
): number {
  if (seen.kind === 'looked_up') return isLookup(step) ? 1 : otherAct;
  const name = unifyScript(step.name).trim();
  const [asks, tells] = [asking.test(name), telling.test(name)];
  if (asks === tells) return 1;
  const asked = 2 * seen.words.filter((line) => question.test(line.trim())).length > seen.words.length;
  return asks === asked ? 1 : otherAct;
}
