import { printable } from '../../base/display.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text for XML 1.0 and HTML, between tags or in an attribute. What no XML document may hold, such as control characters,
 * becomes a visible escape; line breaks stay with `lines`.
 */
export function markupText(text: string, options: { lines?: boolean } = {}): string {
  return printable(text, options).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
