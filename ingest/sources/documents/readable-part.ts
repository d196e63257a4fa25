import type { Element, Root } from 'hast';
import { changeElements, contains, findAll, plainWords } from './html-tree.ts';

const neverText =
  /^(?:script|style|noscript|template|iframe|frame|object|embed|applet|svg|canvas|math|audio|video|img|picture|button|input|select|textarea|datalist|dialog|menu|link|meta|base|head|title|del|s|strike|area|map)$/;
const chromeRoles =
  /^(?:navigation|banner|contentinfo|search|complementary|menu|menubar|dialog|alertdialog|toolbar|tablist)$/;
const chromeNames =
  /(?:^|[-_ ])(?:nav|navbar|navigation|menu|breadcrumbs?|crumbs?|sidebar|footer|topbar|toolbar|share|sharing|social|cookies?|consent|related|recommend(?:ed)?|pagination|pager|copyright|login|search|skip|advert|ads?|banner)(?:$|[-_ ])/i;
const article = /第[一二三四五六七八九十百千零〇0-9]+[条條]|\b(?:Article|Section) \d/;

/**
 * The part of a page that is there to be read, without scripts, navigation, lists of links, hidden and struck-out text. A
 * page that says what its main part is is taken at its word if that holds most of its text; otherwise everything stays
 * that is not plainly there to get about, so that a page that is all content loses nothing.
 */
export function readablePart(root: Root): Root {
  const shown = changeElements(root, (element) => (isHidden(element) ? null : element));
  const whole = bodyOf(shown);
  const main = mainPart(whole);
  const kept = changeElements(main, (element) => (isChrome(element) ? headlineOf(element) : element));
  const withoutLinks = changeElements(kept, (element) => (isLinkList(element) ? null : element));
  const most = wordCount(withoutLinks) >= wordCount(kept) * 0.4;
  return { type: 'root', children: (most ? withoutLinks : kept).children };
}

function isHidden({ tagName, properties }: Element): boolean {
  if (neverText.test(tagName)) return true;
  if (properties['hidden'] !== undefined && properties['hidden'] !== null) return true;
  const style = String(properties['style'] ?? '');
  if (/display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|$)/i.test(style)) return true;
  return String(properties['ariaHidden'] ?? '') === 'true';
}

function bodyOf(root: Root): Element {
  const [body] = findAll(root, (element) => element.tagName === 'body');
  return body ?? { type: 'element', tagName: 'body', properties: {}, children: root.children as Element['children'] };
}

const wordCount = (node: Element) => plainWords(node).replace(/\s/g, '').length;

function mainPart(body: Element): Element {
  const isMain = (element: Element) => element.tagName === 'main' || element.properties['role'] === 'main';
  const candidates = findAll(body, isMain);
  const marked = candidates.length > 0 ? candidates : findAll(body, (element) => element.tagName === 'article');
  const [only, another] = marked;
  if (only === undefined || another !== undefined) return body;
  const linkless = wordCount(body) - linkLength(body);
  return wordCount(only) - linkLength(only) >= linkless * 0.5 ? only : body;
}

function isChrome(element: Element): boolean {
  const { tagName, properties } = element;
  if (tagName === 'nav' || tagName === 'footer' || chromeRoles.test(String(properties['role'] ?? ''))) {
    return !article.test(plainWords(element)) || linkShare(element) > 0.5;
  }
  const count = wordCount(element);
  if (tagName === 'aside') return count < 1_000;
  if (tagName === 'header') return count < 300 && linkShare(element) > 0.3;
  const classes = properties['className'];
  const names = `${Array.isArray(classes) ? classes.join(' ') : ''} ${String(properties['id'] ?? '')}`;
  if (!chromeNames.test(names) || article.test(plainWords(element))) return false;
  return linkShare(element) > 0.5 || (count < 120 && !/[。；！？.!?]\s*$/.test(plainWords(element)));
}

/** What stays of a part that goes: the page's own headline. */
function headlineOf(element: Element): Element | null {
  const headline = element.tagName === 'nav' ? undefined : findAll(element, ({ tagName }) => tagName === 'h1')[0];
  return headline ?? null;
}

/** A list, or a row of blocks, that holds hardly anything but short links. */
function isLinkList(element: Element): boolean {
  if (!/^(?:ul|ol|div|section|p|table)$/.test(element.tagName)) return false;
  const links = findAll(element, ({ tagName }) => tagName === 'a');
  if (links.length < 3 || linkShare(element) < 0.75) return false;
  const longest = Math.max(...links.map((link) => wordCount(link)));
  const headed = contains(element, ({ tagName }) => /^h[1-3]$/.test(tagName));
  return longest <= 60 && !headed && !/[。；]/.test(plainWords(element));
}

function linkLength(element: Element): number {
  return findAll(element, ({ tagName, properties }) => tagName === 'a' && properties['href'] !== undefined)
    .map(wordCount)
    .reduce((sum, count) => sum + count, 0);
}

const linkShare = (element: Element) => linkLength(element) / Math.max(1, wordCount(element));
