import type { PersonalDataType } from '../../graph-schema/index.ts';
import type { Random } from '../seeded.ts';
import type { Tongue } from './carriers.ts';

export const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
export const digitString = (random: Random, count: number): string =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join('');
const between = (random: Random, low: number, high: number) => low + Math.floor(random() * (high - low + 1));
const two = (n: number) => String(n).padStart(2, '0');

/** A made-up value in the form of its type's grammar; checksums are right. `about` is the sentence that it stands in. */
export function makeValue(type: PersonalDataType, tongue: Tongue, about: string, random: Random): string {
  return makers[type](tongue, about, random);
}

type Maker = (tongue: Tongue, about: string, random: Random) => string;

const makers: Readonly<Record<PersonalDataType, Maker>> = {
  CARD: (tongue, _, random) => {
    const head =
      tongue === 'zh-Hans'
        ? pick(random, ['622202', '621700', '625912', '4367', '5187'])
        : pick(random, ['4', '51', '55', '4929', '37']);
    const length = head === '37' ? 15 : head.startsWith('62') && random() < 0.4 ? 19 : 16;
    return luhn(head + digitString(random, length - head.length - 1));
  },
  PHONE: (tongue, about, random) => {
    if (tongue === 'zh-Hans') {
      if (/屋里|座机/.test(about) || random() < 0.1)
        return `0${pick(random, ['10', '21', '755', '571'])}-${pick(random, ['6', '8', '5'])}${digitString(random, 7)}`;
      return `1${pick(random, ['38', '39', '50', '86', '77', '99', '33'])}${digitString(random, 8)}`;
    }
    if (tongue === 'zh-Hant')
      return cantonese(about)
        ? `${pick(random, ['9', '6', '5', '2'])}${digitString(random, 7)}`
        : `09${digitString(random, 8)}`;
    if (/ring us|bell|mobile/.test(about)) return `07${between(random, 100, 999)} ${digitString(random, 6)}`;
    return `${between(random, 2, 9)}${between(random, 0, 8)}${digitString(random, 1)}-${between(random, 2, 9)}${digitString(random, 2)}-${digitString(random, 4)}`;
  },
  ID: (tongue, about, random) => {
    if (tongue === 'zh-Hans') return random() < 0.1 ? oldIdentity(random) : identity(random);
    if (tongue === 'zh-Hant') return cantonese(about) || /香港/.test(about) ? hongKong(random) : taiwan(random);
    if (/social|ssn/i.test(about))
      return `${between(random, 100, 665)}-${two(between(random, 1, 99))}-${String(between(random, 1, 9999)).padStart(4, '0')}`;
    if (/insurance/i.test(about))
      return `${pick(random, ['AB', 'JK', 'PC', 'SR'])}${digitString(random, 6)}${pick(random, ['A', 'B', 'C', 'D'])}`;
    if (/identity card/i.test(about)) return hongKong(random);
    return pick(random, ['E', 'G', 'K', '5']) + digitString(random, 8);
  },
  ACCOUNT: (tongue, about, random) => {
    if (about.includes('{iban}')) return iban(random);
    const length =
      tongue === 'en'
        ? pick(random, [8, 10, 12])
        : tongue === 'zh-Hans'
          ? pick(random, [12, 15, 17])
          : pick(random, [9, 12, 14]);
    return `1${digitString(random, length - 1)}`;
  },
  POLICY: (_, __, random) => pick(random, ['P', 'PL', 'AH', 'GL', '']) + digitString(random, pick(random, [8, 10, 13])),
  PLATE: (tongue, about, random) => {
    const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ'.split('');
    if (tongue === 'zh-Hans') {
      const head = pick(random, '京沪粤浙苏川鲁'.split('')) + pick(random, letters.slice(0, 8));
      return random() < 0.25
        ? `${head}D${digitString(random, 5)}`
        : head + pick(random, letters) + digitString(random, 4);
    }
    if (tongue === 'zh-Hant')
      return cantonese(about)
        ? `${pick(random, letters)}${pick(random, letters)}${between(random, 100, 9999)}`
        : `${pick(random, letters)}${pick(random, letters)}${pick(random, letters)}-${digitString(random, 4)}`;
    return random() < 0.5
      ? `${pick(random, letters)}${pick(random, letters)}${digitString(random, 2)} ${pick(random, letters)}${pick(random, letters)}${pick(random, letters)}`
      : `${between(random, 1, 9)}${pick(random, letters)}${pick(random, letters)}${pick(random, letters)}${digitString(random, 3)}`;
  },
  ADDRESS: (tongue, about, random) => address(tongue, about, random),
  EMAIL: (_, __, random) =>
    `${pick(random, ['lihua', 'wang.jg', 'sunny', 'chen_mei', 'tom', 'mary.jones', 'zq'])}${random() < 0.6 ? between(random, 1, 1999) : ''}@${pick(random, ['qq.com', '163.com', 'mail.example', 'gmail.com', 'outlook.com'])}`,
  IP: (_, __, random) =>
    random() < 0.75
      ? [between(random, 11, 223), between(random, 0, 255), between(random, 0, 255), between(random, 1, 254)].join('.')
      : `2001:db8:${between(random, 1000, 9999)}::${between(random, 1, 9999)}`,
  PASSCODE: (_, about, random) => digitString(random, about.includes('{cvv}') ? 3 : /pin/i.test(about) ? 4 : 6),
  BIRTHDATE: (tongue, about, random) => birthDate(tongue, about, random),
  NAME: (tongue, _, random) => personName(tongue, random),
};

/** Whether a sentence is one of Hong Kong rather than of Taiwan. */
const cantonese = (about: string) => /[係喺唔冇嘅咗緊啱俾嗰㗎]|閣下|香港|講/.test(about);

function luhn(head: string): string {
  const sum = [...head]
    .reverse()
    .reduce(
      (total, c, i) => total + (i % 2 === 0 ? (Number(c) > 4 ? Number(c) * 2 - 9 : Number(c) * 2) : Number(c)),
      0,
    );
  return head + String((10 - (sum % 10)) % 10);
}

const regions = ['110105', '310104', '440305', '330106', '510107', '370202', '420111'];
function birthDigits(random: Random): string {
  return `${between(random, 1950, 2004)}${two(between(random, 1, 12))}${two(between(random, 1, 28))}`;
}

function identity(random: Random): string {
  const head = pick(random, regions) + birthDigits(random) + digitString(random, 3);
  const sum = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce(
    (total, weight, i) => total + weight * Number(head[i]),
    0,
  );
  return head + '10X98765432'[sum % 11];
}
const oldIdentity = (random: Random) => pick(random, regions) + birthDigits(random).slice(2) + digitString(random, 3);

function hongKong(random: Random): string {
  const letter = pick(random, ['A', 'C', 'G', 'K', 'R', 'Y', 'Z']);
  const digits = digitString(random, 6);
  const sum =
    36 * 9 + Number.parseInt(letter, 36) * 8 + [...digits].reduce((total, d, i) => total + Number(d) * (7 - i), 0);
  const check = (11 - (sum % 11)) % 11;
  return `${letter}${digits}(${check === 10 ? 'A' : check})`;
}

function taiwan(random: Random): string {
  const letters = 'ABCDEFGHJKLMNPQRSTUVXYWZIO';
  const letter = pick(random, letters.split(''));
  const area = letters.indexOf(letter) + 10;
  const digits = pick(random, ['1', '2']) + digitString(random, 7);
  const sum =
    Math.floor(area / 10) + (area % 10) * 9 + [...digits].reduce((total, d, i) => total + Number(d) * (8 - i), 0);
  return `${letter}${digits}${(10 - (sum % 10)) % 10}`;
}

function iban(random: Random): string {
  const [country, bban] = pick(random, [
    ['GB', `WEST${digitString(random, 14)}`],
    ['DE', digitString(random, 18)],
  ] as const);
  const rest = [...`${bban}${country}00`].map((c) => String(Number.parseInt(c, 36))).join('');
  const check = 98 - [...rest].reduce((remainder, d) => (remainder * 10 + Number(d)) % 97, 0);
  return `${country}${two(check)}${bban}`;
}

function address(tongue: Tongue, about: string, random: Random): string {
  if (tongue === 'zh-Hans') {
    const [city, districts] = pick(random, [
      ['北京市', ['朝阳区', '海淀区']],
      ['上海市', ['徐汇区', '浦东新区']],
      ['广东省深圳市', ['南山区', '福田区']],
      ['浙江省杭州市', ['西湖区', '余杭区']],
      ['四川省成都市', ['武侯区', '高新区']],
    ] as const);
    const road = pick(random, ['建国路', '中山北路', '解放大道', '学院街', '人民南路', '科技园路', '文化巷']);
    const estate = random() < 0.4 ? pick(random, ['阳光花园', '翠湖小区', '金色家园']) : '';
    return `${random() < 0.8 ? city : ''}${pick(random, districts)}${road}${between(random, 1, 999)}号${estate}${between(random, 1, 30)}${pick(random, ['栋', '号楼', '幢'])}${random() < 0.5 ? `${between(random, 1, 4)}单元` : ''}${between(random, 101, 2804)}${random() < 0.8 ? '室' : ''}`;
  }
  if (tongue === 'zh-Hant') {
    if (cantonese(about))
      return `${pick(random, ['九龍旺角', '香港灣仔', '新界沙田', '九龍觀塘'])}${pick(random, ['彌敦道', '軒尼詩道', '大涌橋路', '康寧道'])}${between(random, 1, 900)}號${pick(random, ['富安大廈', '美景花園', ''])}${pick(random, ['A', 'B', '3'])}座${between(random, 1, 40)}樓${pick(random, ['A', 'C', 'F'])}室`;
    return `${pick(random, ['台北市信義區', '新北市板橋區', '高雄市三民區', '臺中市西屯區'])}${pick(random, ['信義路五段', '文化路一段', '建國三路', '中山路'])}${between(random, 1, 400)}號${between(random, 2, 20)}樓${random() < 0.4 ? `之${between(random, 1, 9)}` : ''}`;
  }
  const street = `${pick(random, ['Maple', 'Oak Hill', 'Baker', 'Church', 'Nathan', 'Station'])} ${pick(random, ['Street', 'Avenue', 'Road', 'Lane', 'Drive', 'Court'])}`;
  const number = between(random, 1, 9999);
  const form = random();
  if (form < 0.1) return `PO Box ${between(random, 100, 9999)}`;
  if (form < 0.25) return `Flat ${between(random, 1, 60)}, ${number} ${street}`;
  if (form < 0.5)
    return `${number} ${street}, ${pick(random, ['Springfield, IL 62704', 'Austin, TX 78701', 'Portland, OR 97205'])}`;
  if (form < 0.6) return `${between(random, 1, 300)} ${street}, ${pick(random, ['Leeds LS1 4AP', 'London SW1A 2AA'])}`;
  return `${number} ${street}`;
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
function birthDate(tongue: Tongue, about: string, random: Random): string {
  const [year, month, day] = [between(random, 1945, 2004), between(random, 1, 12), between(random, 1, 28)];
  if (tongue !== 'en') {
    const signs = '零一二三四五六七八九';
    const number = (n: number) =>
      n < 10 ? signs[n] : `${n < 20 ? '' : signs[Math.floor(n / 10)]}十${n % 10 === 0 ? '' : signs[n % 10]}`;
    const forms = [
      `${year}年${month}月${day}日`,
      `${year}-${two(month)}-${two(day)}`,
      `${[...String(year)].map((d) => signs[Number(d)]).join('')}年${number(month)}月${number(day)}${pick(random, ['号', '日']).replace('号', tongue === 'zh-Hant' ? '號' : '号')}`,
      `${year % 100 < 10 ? year : year % 100}年${month}月${day}${tongue === 'zh-Hant' ? '號' : '号'}`,
    ];
    if (tongue === 'zh-Hant' && !cantonese(about))
      forms.push(`民國${number(year - 1911 > 99 ? 80 : year - 1911)}年${number(month)}月${number(day)}日`);
    return pick(random, forms);
  }
  const name = months[month - 1] ?? 'May';
  return pick(random, [
    `${name} ${day}, ${year}`,
    `${two(month)}/${two(day)}/${year}`,
    `${day} ${name} ${year}`,
    `${name.toLowerCase()} ${pick(random, ['first', 'third', 'twelfth', 'twenty first'])} nineteen ${pick(random, ['eighty five', 'seventy two', 'ninety'])}`,
    `the ${between(random, 4, 20)}th of ${name}, ${year}`,
  ]);
}

function personName(tongue: Tongue, random: Random): string {
  if (tongue === 'en')
    return `${pick(random, ['Margaret', 'Daniel', 'Priya', 'Sean', 'Carol', 'Oliver', 'Yusuf', 'Agnieszka', 'Kwame'])} ${pick(random, ['Thornbury', 'Okafor', 'Lindqvist', 'Patel', 'Murphy', 'Castellano', 'Nowak', 'Hargreaves'])}`;
  const [surnames, given] =
    tongue === 'zh-Hans'
      ? [
          '王李张刘陈杨赵黄周吴徐孙胡朱郭何罗梁宋郑谢韩唐冯邓曹彭曾萧欧',
          '伟芳娜敏静丽强磊军洋勇艳杰娟涛超秀兰霞鹏辉玲桂英浩然子轩雨涵思琪梓萱',
        ]
      : [
          '王李張劉陳楊趙黃周吳徐孫胡朱郭何羅梁宋鄭謝韓唐馮鄧曹彭曾',
          '偉芳娜敏靜麗強磊軍勇傑娟濤超秀蘭霞鵬輝玲桂英浩然子軒雨涵思琪嘉欣淑芬志豪家',
        ];
  const sign = (from: string) => pick(random, [...from]);
  return sign(surnames) + sign(given) + (random() < 0.7 ? sign(given) : '');
}
