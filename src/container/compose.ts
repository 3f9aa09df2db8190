/** What a file of docker compose says of versions: the images of its services, and the files that they mount. */
import { excerpt } from '../base/display.ts';
import type { Place } from '../base/located.ts';
import { entryOf, itemsAt, textAt, type YamlNode } from '../base/yaml-documents.ts';

interface ComposeService {
  readonly name: string;
  /** Registry and path, without tag and digest. */
  readonly image: string;
  /** Where the image is written. */
  readonly at: Place;
  readonly tag?: string;
  /** Files and folders of the machine that it mounts, as they are written. */
  readonly mounts: readonly string[];
}

export interface ReadCompose {
  readonly services: readonly ComposeService[];
  /** What was not looked into, in words. */
  readonly notLookedInto: readonly string[];
}

/** Services of one file that are read. */
const limit = 500;

/** Whether the root is a map of services, one of which has an image or is built. Names of files say nothing. */
export function looksLikeCompose(root: YamlNode | undefined): boolean {
  if (entryOf(root, 'apiVersion') || entryOf(root, 'kind')) return false;
  const services = entryOf(root, 'services')?.value;
  return (
    services?.kind === 'map' &&
    services.entries.some(({ value }) => textAt(value, 'image') !== undefined || entryOf(value, 'build') !== undefined)
  );
}

export function readCompose(root: YamlNode): ReadCompose {
  const services = entryOf(root, 'services')?.value;
  const entries = services?.kind === 'map' ? services.entries : [];
  const notLookedInto = ['everything but the images of services and the files that they mount'];
  if (entries.length > limit) notLookedInto.push(`services after the first ${limit}`);
  const read = entries.slice(0, limit).flatMap(({ key, value }): ComposeService[] => {
    const image = textAt(value, 'image');
    if (!image) return [];
    // What stands in a variable is known only where compose is run.
    if (image.text.includes('$')) {
      notLookedInto.push(`the image of ${excerpt(key, 60)}, which is put together of variables`);
      return [];
    }
    const [reference = ''] = image.text.split('@', 1);
    const [name = '', tag] = reference.split(/:(?=[^/:]*$)/);
    const at = { file: image.file, span: { start: image.start, end: image.end } };
    return [{ name: key, image: name, at, mounts: mountsOf(value, root), ...(tag ? { tag } : {}) }];
  });
  return { services: read, notLookedInto };
}

function mountsOf(service: YamlNode, root: YamlNode): string[] {
  const volumes = itemsAt(service, 'volumes').flatMap((item) => {
    if (item.kind === 'text') return item.text.split(':', 1);
    return textAt(item, 'source')?.text ?? [];
  });
  const configs = itemsAt(service, 'configs').flatMap((item) => {
    const name = item.kind === 'text' ? item.text : textAt(item, 'source')?.text;
    return (name !== undefined && textAt(root, 'configs', name, 'file')?.text) || [];
  });
  // Others are names of volumes.
  return [...volumes.filter((path) => /^\.{0,2}\//.test(path) || path === '.'), ...configs];
}
