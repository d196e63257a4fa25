import { unifyScript } from '../unify-script.ts';

const chineseSecret =
  '(?:验证码|校验码|动态码|动态口令|动态密码|口令|密码|安全码|检验码|cvv2?|cvc2?|(?:背面|反面|后面)的?(?:最后)?(?:三|3)位|短信.{0,6}(?:数字|号码))';
const chineseSaying =
  '(?:说|报|念|读|告诉|告知|提供|口述|讲|发给我|发我|给我|是多少|是什么|是几|多少)(?!明|过|了|话|错|的是?)';
const asksInChinese = new RegExp(
  `${chineseSecret}(?<between>[^。！？!?；;]{0,14}?)${chineseSaying}|(?<!可以)(?:说|报|念|读|告诉|告知|提供)(?!的|过|了)(?:一下|下|给我|我)?[^，,。！？!?；;：:“「"]{0,10}${chineseSecret}`,
  'gi',
);
const notInChinese = /不|别|勿|没|无需|未|从来|任何人|他人|别人|按键|键盘|输入|输进|按一下|按进|自己按/;

const englishSecret =
  '(?:(?:one[- ]time|verification|security|texted|text(?:ed)? message|sms|login|log-in|access|(?:six|four|three|\\d)[- ]digits?) (?:code|password|passcode|number|pin)|passcode|pass ?word|otp|cvv2?|cvc2?|\\bpin\\b|(?:three|3) digits (?:on|from) the back|the code\\b(?! of\\b))';
const asksInEnglish = new RegExp(
  `\\b(?:i(?:'ll)? need|tell|give|read|say|repeat|provide|share|send me|let me have|may i have|can i (?:have|get)|could i (?:have|get)|what(?:'s| is| was))\\b[^.!?;]{0,40}?${englishSecret}|${englishSecret}[^.!?;]{0,20}(?:please\\b[^.!?;]{0,10})?\\b(?:read|tell|give) (?:it|that|them)\\b`,
  'gi',
);
const notInEnglish =
  /\b(?:did|have|has) (?:you|he|she|they|anyone|anybody)\b|\b(?:never|not|don't|won't|can't|cannot|no need|nobody|no one|anyone|someone|keypad|key (?:it|them|that)? ?in|enter|type)\b|n't\b/i;
const otherCode = /\b(?:sort|post|zip|postal|reference|branch|swift|promo|country|dress|area|bank) code/i;

// Words around the request decide, not the rest of a long turn.
const around = 14;
const aroundInEnglish = 30;

/**
 * Whether a line asks the customer to say a passcode, password or card verification code aloud; keying it in, or being told
 * never to say it, is none.
 */
export function asksForSecret(text: string): boolean {
  const plain = unifyScript(text);
  const asks = (pattern: RegExp, denied: RegExp, near: number) =>
    [...plain.matchAll(pattern)].some((match) => {
      const before =
        plain
          .slice(Math.max(0, match.index - near), match.index)
          .split(/[。！？!?；;，,.]/)
          .at(-1) ?? '';
      const after = plain.slice(match.index + match[0].length, match.index + match[0].length + near);
      return !denied.test(before + match[0] + (after.split(/[。！？!?；;.]/)[0] ?? '')) && !otherCode.test(match[0]);
    });
  return asks(asksInChinese, notInChinese, around) || asks(asksInEnglish, notInEnglish, aroundInEnglish);
}

const secret = new RegExp(`${chineseSecret}|${englishSecret}`, 'i');

/** What is secret: a code for one use, the code on a card, or a password. */
export type SecretKind = 'code' | 'card' | 'password';

const kinds: Readonly<Record<SecretKind, RegExp>> = {
  code: /验证码|(?<!位)校验码|动态码|动态口令|动态密码|口令|短信.{0,6}(?:数字|号码)|\b(?:one[- ]time|verification|texted|sms|login|access|(?:six|four|\d)[- ]digits?) (?:code|password|passcode|number)|\bpasscode|\botp\b|\bthe code\b/i,
  card: /安全码|校验码|检验码|cvv|cvc|(?:背面|反面|后面)的?(?:最后)?(?:三|3)位|\bsecurity code|\b(?:three|3) digits (?:on|from) the back/i,
  password: /(?<!动态)密码|\bpass ?word|\bpin\b/i,
};

/** The kinds of secret that a line names. */
export function secretsIn(text: string): SecretKind[] {
  const plain = unifyScript(text);
  return (['code', 'card', 'password'] as const).filter((kind) => kinds[kind].test(plain));
}

/** Whether a line is about a passcode, password or card verification code, and does not say to key it in or keep it. */
export function mayAskForSecret(text: string): boolean {
  const plain = unifyScript(text);
  return secret.test(plain) && !notInChinese.test(plain) && !notInEnglish.test(plain) && !otherCode.test(plain);
}
