/** How manifests run Alloy: the tag of its image, and arguments that decide what it accepts. */

/** What manifests say of how Alloy is run. */
export interface Deployed {
  readonly image?: Found;
  /** Other tags that stand there, too. */
  readonly otherImages: readonly Found[];
  /** `--stability.level` among the arguments. */
  readonly stability?: Found;
  /** `--feature.community-components.enabled` among the arguments. */
  readonly community?: Found;
}

/** A word of a manifest and where it stands. */
export interface Found {
  readonly text: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

export interface Manifest {
  readonly file: string;
  readonly text: string;
  readonly isKustomization: boolean;
}

const image = /^[ \t]*(?:-[ \t]+)?image:[ \t]*["']?(\S+?)["']?[ \t]*(?:#.*)?$/gm;
/** Values of Helm charts: image: { repository, tag }. */
const values = /^[ \t]*repository:[ \t]*["']?(\S+?)["']?[ \t]*\r?\n[ \t]*tag:[ \t]*["']?([\w.-]+)/gm;
const stability =
  /--stability\.level(?:=|["']?\s{0,20},?\s{0,20}-?\s{0,20}["']?)(generally-available|public-preview|experimental)\b/g;
const community = /--feature\.community-components\.enabled(?!=false|["']?\s{0,20},?\s{0,20}-?\s{0,20}["']?false)/g;

/**
 * What the manifests in the folder of a configuration say. A kustomization's `images` decide, as they replace tags; then
 * comes the file that holds the configuration itself, then the others in their order.
 */
export async function deployedBy(manifests: readonly Manifest[], own?: string): Promise<Deployed> {
  const relevant = manifests.filter(({ text }) => text.includes('alloy'));
  const ordered = [...relevant].sort((left, right) => Number(right.file === own) - Number(left.file === own));
  const kustomizations = ordered.filter(({ isKustomization }) => isKustomization);
  const replaced = (await Promise.all(kustomizations.map(replacedTags))).flat();
  const tags = [...replaced, ...ordered.flatMap(imageTags)];
  const [first] = tags;
  const running = ordered.filter((manifest) => imageTags(manifest).length > 0);
  const level = running.flatMap((manifest) => occurrences(manifest, stability))[0];
  const others = running.flatMap((manifest) => occurrences(manifest, community))[0];
  return {
    ...(first ? { image: first } : {}),
    otherImages: replaced.length > 0 ? [] : tags.filter(({ text }) => text !== first?.text),
    ...(level ? { stability: level } : {}),
    ...(others ? { community: others } : {}),
  };
}

/** `images: [{ name: grafana/alloy, newTag: v1.13.1 }]`. */
async function replacedTags({ file, text }: Manifest): Promise<Found[]> {
  if (!text.includes('newTag')) return [];
  const { itemsAt, readYamlDocuments, textAt } = await import('../base/yaml-documents.ts');
  return readYamlDocuments(text).documents.flatMap((document) =>
    itemsAt(document, 'images').flatMap((item) => {
      const isAlloy = [textAt(item, 'name'), textAt(item, 'newName')].some((name) => name && isAlloyImage(name.text));
      const tag = textAt(item, 'newTag');
      return isAlloy && tag ? [{ text: tag.text, file, line: lineOf(text, tag.start) }] : [];
    }),
  );
}

function imageTags({ file, text }: Manifest): Found[] {
  const direct = firstMatches(text, image).flatMap(({ index, 1: reference = '' }) => {
    const [name = '', tag] = reference.split('@', 1)[0]?.split(/:(?=[^/:]*$)/) ?? [];
    return isAlloyImage(name) && tag !== undefined && /^\w[\w.-]*$/.test(tag)
      ? [{ text: tag, file, line: lineOf(text, index) }]
      : [];
  });
  const fromValues = firstMatches(text, values).flatMap(({ 0: whole, index, 1: name = '', 2: tag = '' }) =>
    isAlloyImage(name) ? [{ text: tag, file, line: lineOf(text, index + whole.length) }] : [],
  );
  return [...direct, ...fromValues];
}

/** Any registry's copy: what counts is the last part, `alloy`. */
function isAlloyImage(name: string): boolean {
  return /(?:^|\/)alloy$/.test(name);
}

function occurrences({ file, text }: Manifest, pattern: RegExp): Found[] {
  return firstMatches(text, pattern).map((match) => ({
    text: match[1] ?? match[0],
    file,
    line: lineOf(text, match.index),
  }));
}

/** More than this a file repeats only to keep its reader busy: each costs a walk to its line. */
const matchLimit = 50;

function firstMatches(text: string, pattern: RegExp): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  for (const match of text.matchAll(pattern)) {
    found.push(match);
    if (found.length === matchLimit) break;
  }
  return found;
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
