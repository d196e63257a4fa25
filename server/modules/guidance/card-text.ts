const lineWidth = 60;
const breathWidth = 160;

// A Chinese character takes the room of two Latin ones.
const widthOf = (character: string) =>
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u.test(character)
    ? 2
    : 1;

/** Cuts text to a width, at whole characters, with an ellipsis where something was left out. */
function clip(text: string, width: number): string {
  let used = 0;
  let kept = '';
  for (const character of text) {
    used += widthOf(character);
    if (used > width) return `${kept.trimEnd()}…`;
    kept += character;
  }
  return kept;
}

/** A headline: one line, at most 60 columns. */
export function oneLine(text: string): string {
  return clip(text.replaceAll(/\s+/g, ' ').trim(), lineWidth);
}

/** Words to say: as many whole sentences as fit one breath, at least the first. Sentences are never cut. */
export function oneBreath(text: string): string {
  const sentences = text.match(/[^。！？!?.]+(?:[。！？!?]|\.(?!\d))*["”」』]?\s*/gu) ?? [text];
  let said = '';
  for (const sentence of sentences) {
    const next = said + sentence;
    if (said !== '' && [...next].reduce((width, character) => width + widthOf(character), 0) > breathWidth) break;
    said = next;
  }
  return said.trim() || text.trim();
}

/** Whether a text is Chinese, as far as what to say next is concerned. */
export function isChinese(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}
