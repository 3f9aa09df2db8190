/** Of what kind a file is: by its name where that decides, else by its text. */
import { isAlloyName, looksLikeAlloy, mentionsAlloy } from '../../alloy/looks.ts';
import type { Artifact } from '../../artifacts/find.ts';
import { isTemplateName, renderedName } from '../../base/template-name.ts';
import { tooMuchYaml } from '../../base/yaml-limit.ts';
import { looksLikeContainer } from '../../container/looks.ts';
import { isMarkdownName, isServiceVersionsName } from '../../docs/looks.ts';
import { isKustomizationName, looksLikeManifest } from '../../kubernetes/manifests/looks.ts';
import { looksLikeOverrides, looksLikePyroscope, mayBePyroscope } from '../../pyroscope/looks.ts';
import type { KindName } from './kind-names.ts';

export type Kind = KindName | 'chart-values' | 'pyroscope-overrides' | 'compose';

/** Whether a file that is met in a folder is read at all. */
export function isWanted(name: string): boolean {
  return (
    isTemplateName(name) ||
    isAlloyName(name) ||
    isYamlName(renderedName(name)) ||
    isNixName(name) ||
    isMarkdownName(name)
  );
}

/** Whether a file that gives no text would have been judged: of JSON and of templates most are nobody's concern here. */
export function mayBeKnown(name: string): boolean {
  const rendered = renderedName(name);
  return isAlloyName(name) || isManifestName(name) || (rendered === name && (isNixName(name) || isMarkdownName(name)));
}

function isNixName(name: string): boolean {
  return name.endsWith('.nix');
}

function isYamlName(name: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(name) || isKustomizationName(name);
}

/** A manifest that may stand beside a configuration and say how it is run. */
export function isManifestName(name: string): boolean {
  return isYamlName(renderedName(name)) && !name.endsWith('.json');
}

/** Undefined: of no kind that is known. */
export async function kindOf({ name, text, isNamed }: Artifact, as: Kind | undefined): Promise<Kind | undefined> {
  if (as !== undefined && isNamed)
    return as === 'pyroscope' && (await isOverrides(name, text)) ? 'pyroscope-overrides' : as;
  if (isAlloyName(name)) return 'alloy';
  const rendered = renderedName(name);
  if (isKustomizationName(rendered)) return 'kustomization';
  if (isServiceVersionsName(name)) return 'service-versions';
  if (isMarkdownName(name)) return 'documentation';
  if (isNixName(name)) return looksLikeContainer(text) ? 'container' : undefined;
  if (isYamlName(rendered)) return yamlKind(rendered, text);
  if (isTemplateName(name)) return mentionsAlloy(text) ? 'alloy' : undefined;
  if (looksLikeAlloy(text)) return 'alloy';
  return yamlKind(name, text);
}

/** The server reads two kinds of files. */
async function isOverrides(name: string, text: string): Promise<boolean> {
  if (!text.includes('overrides') || tooMuchYaml(text) !== undefined) return false;
  const { readYamlDocuments } = await import('../../base/yaml-documents.ts');
  return looksLikeOverrides(readYamlDocuments(text).documents[0], name, true);
}

/** Of services that run one of the two programs: versions of others are of no use here. */
async function isCompose(text: string): Promise<boolean> {
  if (
    !/\b(?:alloy|pyroscope)\b/.test(text) ||
    !/^["']?services["']?[ \t]*:/m.test(text) ||
    tooMuchYaml(text) !== undefined
  )
    return false;
  const [{ readYamlDocuments }, { looksLikeCompose }] = await Promise.all([
    import('../../base/yaml-documents.ts'),
    import('../../container/compose.ts'),
  ]);
  return looksLikeCompose(readYamlDocuments(text).documents[0]);
}

/** A parser is loaded only where a text may be of a kind that its root decides. */
async function yamlKind(name: string, text: string): Promise<Kind | undefined> {
  if (looksLikeManifest(text)) return 'kubernetes';
  if (await isCompose(text)) return 'compose';
  if (text.includes('configMap') && mentionsAlloy(text)) return 'chart-values';
  const mayBeServer = mayBePyroscope(text, name);
  if (!mayBeServer && !/datasources/i.test(text)) return undefined;
  // Told apart by their words alone, and refused for their size.
  if (tooMuchYaml(text) !== undefined) return mayBeServer ? 'pyroscope' : 'grafana';
  const [{ readYamlDocuments }, { looksLikeDataSources, mayBeDataSources }] = await Promise.all([
    import('../../base/yaml-documents.ts'),
    import('../../grafana/looks.ts'),
  ]);
  const { documents, problem } = readYamlDocuments(text);
  const [root] = documents;
  if (looksLikeDataSources(root) || (problem && mayBeDataSources(text))) return 'grafana';
  if (looksLikeOverrides(root, name)) return 'pyroscope-overrides';
  return mayBeServer && (looksLikePyroscope(root, name) || (problem && /pyroscope/i.test(name)))
    ? 'pyroscope'
    : undefined;
}
