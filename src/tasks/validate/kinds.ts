/** Of what kind a file is: by its name where that decides, else by its text. Nothing is parsed here. */
import { isAlloyName, looksLikeAlloy, mentionsAlloy } from '../../alloy/looks.ts';
import type { Artifact } from '../../artifacts/find.ts';
import { isTemplateName, renderedName } from '../../base/template-name.ts';
import { isKustomizationName, looksLikeManifest } from '../../kubernetes/manifests/looks.ts';
import type { KindName } from './kind-names.ts';

export type Kind = KindName | 'chart-values';

/** Whether a file that is met in a folder is read at all. */
export function isWanted(name: string): boolean {
  return isTemplateName(name) || isAlloyName(name) || isYamlName(renderedName(name));
}

export function isYamlName(name: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(name) || isKustomizationName(name);
}

/** A manifest that may stand beside a configuration and say how it is run. */
export function isManifestName(name: string): boolean {
  return isYamlName(renderedName(name)) && !name.endsWith('.json');
}

/** Undefined: of no kind that is known. */
export function kindOf({ name, text, isNamed }: Artifact, as: Kind | undefined): Kind | undefined {
  if (as !== undefined && isNamed) return as;
  if (isAlloyName(name)) return 'alloy';
  const rendered = renderedName(name);
  if (isKustomizationName(rendered)) return 'kustomization';
  if (isYamlName(rendered)) return yamlKind(text);
  if (isTemplateName(name)) return mentionsAlloy(text) ? 'alloy' : undefined;
  if (looksLikeAlloy(text)) return 'alloy';
  return looksLikeManifest(text) ? 'kubernetes' : undefined;
}

function yamlKind(text: string): Kind | undefined {
  if (looksLikeManifest(text)) return 'kubernetes';
  return text.includes('configMap') && mentionsAlloy(text) ? 'chart-values' : undefined;
}
