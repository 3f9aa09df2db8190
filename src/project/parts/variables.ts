/** A variable where none is read would be taken by its letters, which nobody means. */
import type { YamlPath } from '../../base/yaml.ts';
import type { ProjectFile } from '../../generated/preflight-types.ts';
import { hasVariable } from '../environment.ts';
import { complaint, type Reading } from '../reading.ts';

/** Where variables are read; a `*` is any key. The schema says so of each, and a test compares the two. */
export const interpolatedPaths: readonly string[] = [
  'closure',
  'parameters/*',
  'hosts/*/name',
  'hosts/*/user',
  'hosts/*/parameters/*',
  'hosts/*/closure',
  'rollouts/*/branch',
  'rollouts/*/onto',
  'rollouts/*/versions/alloy',
  'rollouts/*/versions/grafana',
  'rollouts/*/versions/pyroscope',
  'kubernetes/context',
  'outputs/*/file',
];

/** Prose, in which anything may stand. */
const prose = ['waivers/*/reason'];

const free = [...interpolatedPaths, ...prose].map((path) => path.split('/'));

/** Throws InputError for a variable of the environment in any other place. */
export function refuseVariables(reading: Reading, file: ProjectFile): void {
  const visit = (value: unknown, path: YamlPath): void => {
    if (typeof value === 'string') {
      if (!hasVariable(value) || free.some((one) => isAt(one, path))) return;
      throw complaint(
        reading,
        path,
        'nothing is read from the environment here. Write the value itself; docs/preflight-yaml.md says where ${PREFLIGHT_VAR_NAME} can stand.',
      );
    }
    if (value === null || typeof value !== 'object') return;
    for (const [key, inner] of Object.entries(value)) visit(inner, [...path, Array.isArray(value) ? Number(key) : key]);
  };
  visit(file, []);
}

function isAt(pattern: readonly string[], path: YamlPath): boolean {
  return pattern.length === path.length && pattern.every((part, at) => part === '*' || part === path[at]);
}
