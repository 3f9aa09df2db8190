/** Where a result is: in a file of the repository, or on a host, which has a name and no file. */
import { printable } from '../../../base/display.ts';
import type { Finding, Target } from '../../../generated/report-types.ts';
import { oneLine } from '../../words/one-line.ts';
import { messageText } from './text.ts';

type Location = NonNullable<Finding['location']>;

export function locationsOf({ location, target }: Finding, kind: Target['kind'] | undefined) {
  return [location ? { physicalLocation: physical(location) } : hostLocation(target, kind ?? 'host')];
}

export function hostLocation(name: string, kind: Target['kind']) {
  return { logicalLocations: [{ name: oneLine(name), fullyQualifiedName: `${kind}/${oneLine(name)}`, kind }] };
}

export function relatedLocations({ related = [] }: Finding) {
  return related.map((other, id) => ({
    id,
    physicalLocation: physical(other),
    message: { text: messageText(other.message) },
  }));
}

function physical({ file, line, column, endLine, endColumn }: Location) {
  return {
    artifactLocation: artifact(file),
    ...(line !== undefined && {
      region: {
        startLine: line,
        ...(column !== undefined && { startColumn: column }),
        ...(endLine !== undefined && { endLine }),
        ...(endColumn !== undefined && { endColumn }),
      },
    }),
  };
}

/** A path below the root of the repository, or an absolute one, as a URI reference. */
function artifact(file: string) {
  const uri = printable(file).split('/').map(encodeURIComponent).join('/');
  return file.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: '%SRCROOT%' };
}
