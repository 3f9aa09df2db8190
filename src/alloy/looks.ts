/** What a text or a name lets one expect, before anything is parsed. */
import { renderedName } from '../base/template-name.ts';

/** `prometheus.scrape "name" {`: dotted name, label, brace. No other common language writes a line so. */
const componentLine = /^[ \t]*[a-z]\w*(?:\.\w+)+[ \t]+"\w*"[ \t]*\{/m;
/** The same anywhere, its quotes perhaps escaped, as in a quoted scalar. */
const componentAnywhere = /(?<![\w.])[a-z]\w*(?:\.\w+)+[ \t]+\\?"\w*\\?"[ \t]*\{/;

export function looksLikeAlloy(text: string): boolean {
  return componentLine.test(text);
}

/** `config.alloy`, and `config.alloy.j2`. */
export function isAlloyName(name: string): boolean {
  return renderedName(name).endsWith('.alloy');
}

/** Whether a text holds a line of Alloy somewhere, however it is quoted: worth the loading of a parser. */
export function mentionsAlloy(text: string): boolean {
  return componentAnywhere.test(text);
}
