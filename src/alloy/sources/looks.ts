/** What a text or a name lets one expect, before anything is parsed. */
import { isTemplateName, renderedName } from './template.ts';

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

export function isYamlName(name: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(name) || isKustomizationName(name);
}

/** The three names that kustomize looks for. */
export function isKustomizationName(name: string): boolean {
  return /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(name);
}

/** Whether a YAML text may hold a configuration: worth the loading of the parser, or a word when it cannot be parsed. */
export function mayEmbedAlloy(text: string): boolean {
  if (text.includes('configMapGenerator')) return true;
  if (!text.includes('ConfigMap') && !text.includes('configMap')) return false;
  return /\.alloy\b/.test(text) || componentAnywhere.test(text);
}

export function isTemplateOfAlloy(name: string, text: string): boolean {
  return isTemplateName(name) && (isAlloyName(name) || componentAnywhere.test(text));
}
