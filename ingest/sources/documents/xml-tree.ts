import { SaxesParser } from 'saxes';
import { BadRecord } from '../bad-record.ts';
import { deepestElements } from './rich-document.ts';

/** An element of XML; names keep their prefix. */
export interface XmlElement {
  readonly name: string;
  attributes: Record<string, string>;
  children: (XmlElement | string)[];
}

/** Most elements of one part of a file. */
const mostElements = 3_000_000;

/** Parses XML into a tree; expands no entity but those of XML itself. Throws BadRecord. */
export function parseXml(xml: string, remedy: string): XmlElement {
  const parser = new SaxesParser();
  const top: XmlElement = { name: '', attributes: {}, children: [] };
  const open: XmlElement[] = [top];
  let count = 0;
  parser.on('error', () => {
    throw new BadRecord('a part of the file is not well-formed XML', remedy);
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: XmlElement = { name, attributes: { ...attributes }, children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
    if (open.length > deepestElements) {
      throw new BadRecord(`elements are nested more than ${deepestElements} levels deep`, remedy);
    }
    if (++count > mostElements) throw new BadRecord(`a part holds more than ${mostElements} elements`, 'Split it up.');
  });
  parser.on('closetag', () => open.pop());
  const add = (text: string) => open.at(-1)?.children.push(text);
  parser.on('text', add);
  parser.on('cdata', add);
  parser.write(xml).close();
  const root = childrenOf(top)[0];
  if (root === undefined) throw new BadRecord('a part of the file is empty', remedy);
  return root;
}

/** Writes a tree back as XML. */
export function writeXml(element: XmlElement): string {
  const parts: string[] = ['<?xml version="1.0" encoding="UTF-8"?>'];
  const write = (node: XmlElement | string) => {
    if (typeof node === 'string') {
      parts.push(escapeXml(node));
      return;
    }
    const attributes = Object.entries(node.attributes).map(([name, value]) => ` ${name}="${escapeXml(value)}"`);
    parts.push(`<${node.name}${attributes.join('')}>`);
    for (const child of node.children) write(child);
    parts.push(`</${node.name}>`);
  };
  write(element);
  return parts.join('');
}

const escapeXml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The elements directly inside, of one name if it is given. */
export function childrenOf(element: XmlElement | undefined, name?: string): XmlElement[] {
  const all = (element?.children ?? []).filter((child): child is XmlElement => typeof child !== 'string');
  return name === undefined ? all : all.filter((child) => child.name === name);
}

/** The element that a path of names leads to, the first of each. */
export function childAt(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((at, name) => childrenOf(at, name)[0], element);
}

/** The elements anywhere inside of one name, in their order; none inside of those. */
export function descendants(element: XmlElement | undefined, name: string): XmlElement[] {
  return childrenOf(element).flatMap((child) => (child.name === name ? [child] : descendants(child, name)));
}

/** The text directly and deeper inside. */
export function textOf(element: XmlElement | undefined): string {
  return (element?.children ?? []).map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}
