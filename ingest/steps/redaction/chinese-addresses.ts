import type { Finding, RedactionMode } from './placeholders.ts';
import { type Signs, signs } from './signs.ts';

const han = '\\p{Script=Han}';
const numeral =
  '(?:[0-9]{1,6}(?:[-之][0-9]{1,4}){0,3}|[一二三四五六七八九十百零〇两幺]{1,7}(?:之[一二三四五六七八九十0-9]{1,2})?|[A-Za-z][0-9]{0,4}|[甲乙丙丁东西南北東])';
const unit =
  '(?:号楼|號樓|号院|號院|号|號|弄|巷|栋|棟|幢|座|楼之[0-9一二三四五六七八九]{1,2}|樓之[0-9一二三四五六七八九]{1,2}|楼|樓|层|層|单元|單元|室|房|户|戶|門|期|梯|F(?![A-Za-z])|组|組|队|隊)';
/** House, floor and room: 88号3单元501室, with a bare room at the end. */
const chain = new RegExp(
  `(?<![0-9A-Za-z])${numeral} ?${unit}(?:[ ,，、-]?${numeral} ?${unit}|之[0-9一二三四五六七八九]{1,2})*(?:[ ,，-]?(?:[0-9]{3,4}|[一二三四五六七八九零幺两]{3,4})(?:室|房)?(?![0-9年月日号元块万.%]))?`,
  'gu',
);

const streetEnd =
  '(?:路|街|大道|道|胡同|里弄|弄|巷|公路|环路|街道|径|徑|圍|围|坊|埗|橫街|横街|马路|馬路)(?:[一二三四五六七八九十0-9东西南北中東]{1,2}段)?';
const estateEnd =
  '(?:小区|小區|花园|花園|公寓|大厦|大廈|广场|廣場|新村|家园|家園|家苑|苑|邨|屋苑|城|府|公馆|公館|别墅|別墅|山庄|山莊|宿舍|社区|社區|村|楼|樓|阁|閣|轩|軒|中心|园区|科技园|工业园|產業園|湾|灣|台|庭|居|名邸|国际)';
const regionEnd =
  '(?:省|自治区|自治區|特别行政区|特別行政區|市|新区|新區|区|區|县|縣|镇|鎮|乡|鄉|街道|州|盟|旗|屯|庄|莊)';
// A part of an address before the house: the name of a region, a street or an estate.
const named = new RegExp(`(?:${han}{1,9}?(?:${regionEnd}|${streetEnd}|${estateEnd})[ ,，]?)`, 'gu');
// What stands before an address and is none of it.
const lead =
  /^.*(?:地址(?:就)?(?:[是为為係在]|[:：])?|住在|家住|住址(?:[是为為])?|居住|住喺|住|寄到|寄去|寄往|寄给|送到|送去|送往|派送到|改到|改成|改为|改為|换成|邮寄|郵寄|收货|搬到|搬去|搬来|位于|位於|现在|現在|目前|公司|单位|單位|户籍|戶籍|籍贯|在|到|至|是|系|係|喺|于|於|去|从|從|給|给|我们?|你们?|您|的|叫|就|说|說|呢|啊|嗯|呃|了|过|過|也|还|還|和(?!平|谐|諧)|跟|与|與|或|请|請|把|个|個|这|這|那|有(?!恒)|对|對|不|没|很|要|想|会(?!展)|能|先生|女士|小姐|上(?!海|城|虞|饶|杭)|来(?!宾|安)|來(?!賓)|走|找|可以|往|向(?!阳|陽)|办理|辦理|拨打|撥打|根据|根據|按|依|照|属于|：|:|。|！|？|!|\?|；|;|\n|\]|\(|（|“|「|"|、)/su;
const isRegion = new RegExp(`${han}{1,8}${regionEnd}`, 'u');
const isStreet = new RegExp(`${han}{1,8}${streetEnd}[ ,，]?$`, 'u');
const isEstate = new RegExp(`${han}{2,10}${estateEnd}[ ,，]?$`, 'u');
const endsRegion = new RegExp(`${regionEnd}[ ,，]?$`, 'u');
const units = new RegExp(unit, 'g');
const isHouse = /(?:栋|棟|幢|座|单元|單元|室|号楼|號樓|房|弄|楼之|樓之)/;
const rooms = /(?:单元|單元|室|房)/;
const wholeChain = new RegExp(`^(?:${named.source}){1,6}$`, 'u');
const common =
  /^(?:马路|馬路|线路|線路|网路|網路|道路|铁路|鐵路|公路|电路|電路|一路|上路|小区|小區|社区|社區|地区|地區|城市|股市|超市|上市|都市|门市|門市|中心|大厦|公寓|宿舍)$/;

/** How far an address reaches to the left of its house number, in units. */
const reach = 44;
const cuePattern =
  /(?:住址|家庭地址|家庭住址|居住地址|户籍地址|戶籍地址|现住址|通讯地址|通訊地址|收货地址|收件地址|寄送地址|邮寄地址|郵寄地址|账单地址|賬單地址|帳單地址|单位地址|公司地址|联系地址|聯絡地址|新地址|地址|家住|住在|我住|住喺|寄到|寄去|送到|寄往|送货到)(?:呢|啊|就)?(?:应该)?(?:[是为為係喺在]|改[成为為到]|换成|[:：])?[ ,，:：]{0,2}/g;

/** Addresses of the mainland, Hong Kong, Macau and Taiwan. In a document only those of people, behind their cue. */
export function findChineseAddresses(text: string, held: Signs, mode: RedactionMode, expected: boolean): Finding[] {
  if ((held & signs.other) === 0) return [];
  const parts = [...addressParts(text, held, mode, expected)].sort((a, b) => a.start - b.start);
  const whole: Finding[] = [];
  for (const part of parts) {
    const last = whole.at(-1);
    if (last && part.start <= last.end + 1 && !/[。！？[\]]/.test(text.slice(last.end, part.start))) {
      whole[whole.length - 1] = { ...last, end: Math.max(last.end, part.end) };
    } else whole.push(part);
  }
  return whole;
}

function* addressParts(text: string, held: Signs, mode: RedactionMode, expected: boolean): Generator<Finding> {
  if (!/\p{Script=Han}/u.test(text)) return;
  const housed = held & signs.houseUnit && held & (signs.houseNumber | signs.digit | signs.latin);
  if (mode === 'speech' && housed) {
    for (const match of text.matchAll(chain)) {
      const start = startBefore(text, match.index, match[0]);
      if (start !== null) yield { type: 'ADDRESS', start, end: match.index + match[0].length };
    }
  }
  for (const match of held & signs.dwelling ? text.matchAll(cuePattern) : []) {
    if (mode === 'document' && !/住址|家庭|居住|户籍|戶籍|现住|家住/.test(match[0])) continue;
    const found = behindCue(text, match.index + match[0].length);
    if (found) yield found;
  }
  if (expected) {
    const found = behindCue(
      text,
      /^(?:[嗯呃啊好的对，, ]|地址|寄到|就|是|我|住在?|在|到|家){0,8}/u.exec(text)?.[0].length ?? 0,
    );
    if (found) yield found;
  }
}

/** Where the address before a house number begins; null: none stands there. */
function startBefore(text: string, at: number, house: string): number | null {
  const from = Math.max(0, at - reach);
  const before = text.slice(from, at);
  const cut = lead.exec(before)?.[0].length ?? 0;
  const left = before.slice(cut).replace(/^[ ,，]+/, '');
  const start = at - left.length;
  const last = /[^ ,，]+[ ,，]?$/u.exec(left)?.[0] ?? '';
  if (common.test(last.trim())) return isHouse.test(house) && rooms.test(house) ? at : null;
  if (isStreet.test(left)) return trimmed(left, start);
  if (isEstate.test(left) && (isHouse.test(house) || isRegion.test(left))) return trimmed(left, start);
  if (isRegion.test(left) && endsRegion.test(left) && isHouse.test(house)) return start;
  // 3号楼2单元501, without any street.
  return rooms.test(house) && (house.match(units)?.length ?? 0) >= 2 ? at : null;
}

/** Leaves out what stands before a comma that ends no part of an address. */
function trimmed(left: string, start: number): number {
  let offset = 0;
  for (const comma of left.matchAll(/[,，]/g)) {
    if (!wholeChain.test(left.slice(offset, comma.index + 1).replace(/[ ,，]/g, ''))) offset = comma.index + 1;
  }
  return start + offset;
}

const partsBehind = new RegExp(
  `(?:${han}{1,9}?(?:${regionEnd}|${streetEnd}|${estateEnd})[ ,，]?){1,7}(?:${numeral} ?${unit}[ ,，]?){0,5}(?:[0-9]{3,4}(?:室|房)?(?![0-9]))?`,
  'uy',
);

/** An address that begins at `i`, after words that announce one: two parts of a region or a street are enough. */
function behindCue(text: string, i: number): Finding | null {
  const slice = text.slice(i, i + 80);
  partsBehind.lastIndex = 0;
  const match = partsBehind.exec(slice);
  if (!match) return null;
  const parts = [...match[0].matchAll(named)].length;
  if (parts < 2 && !/\d|[一二三四五六七八九十]+(?:号|號|弄|室|楼|樓)/.test(match[0])) return null;
  if (/[吗嗎呢吧么麼了是有要不没]/.test(match[0])) return null;
  return { type: 'ADDRESS', start: i, end: i + match[0].trimEnd().replace(/[,，]$/, '').length };
}
