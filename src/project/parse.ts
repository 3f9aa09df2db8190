/** preflight.yaml: text in, a typed project out, or one message with line and column. */
import { excerpt, printable } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import type { SourceText } from '../base/text.ts';
import type { LocatedYaml } from '../base/yaml.ts';
import type { ProjectFile } from '../generated/preflight-types.ts';
import type { Environment } from './environment.ts';
import { hostsOf } from './parts/hosts.ts';
import { outputsOf } from './parts/outputs.ts';
import { rolloutsOf } from './parts/rollouts.ts';
import { servicesOf } from './parts/services.ts';
import { closureOf, declaredOf, packsOf, parametersOf } from './parts/shared.ts';
import { refuseVariables } from './parts/variables.ts';
import { waiversOf } from './parts/waivers.ts';
import type { Home, Project } from './project.ts';
import { complaint, located, type Reading, textAt } from './reading.ts';

/** Characters. A file of a hundred hosts and rollouts has 30,000, and the parser needs a second for a million. */
export const textLimit = 256 << 10;

/**
 * Reads the text alone: no file that it names is looked at. Throws InputError, `FILE:LINE:COLUMN: what, and the way out`.
 * `environment` is where variables are read from whose names the schema allows.
 */
export async function parseProject(source: SourceText, home: Home, environment: Environment): Promise<Project> {
  const yaml = await parsed(source);
  const file = await projectFile(source, yaml);
  const reading: Reading = { source, home, yaml, environment };
  refuseVariables(reading, file);
  const { kubernetes, notify, strict } = file;
  return {
    source,
    home,
    hosts: hostsOf(reading, file.hosts ?? []),
    packs: packsOf(reading, ['packs'], file.packs),
    parameters: parametersOf(reading, ['parameters'], file.parameters),
    rollouts: rolloutsOf(reading, file.rollouts ?? []),
    declared: declaredOf(reading, ['declared'], file.declared),
    closure: closureOf(reading, ['closure'], file.closure),
    services: servicesOf(reading, file.services ?? []),
    kubernetes: kubernetes && {
      context: located(
        reading,
        ['kubernetes', 'context'],
        textAt(reading, ['kubernetes', 'context'], kubernetes.context),
      ),
    },
    waivers: waiversOf(reading, file.waivers ?? []),
    outputs: outputsOf(reading, file.outputs ?? []),
    notify: notify && located(reading, ['notify', 'when'], notify.when),
    strict: strict === undefined ? undefined : located(reading, ['strict'], strict),
  };
}

async function parsed(source: SourceText): Promise<LocatedYaml> {
  const shown = printable(source.path);
  if (source.text.length > textLimit)
    throw new InputError(`${shown}: is larger than ${textLimit >> 10} KiB. No preflight.yaml is that large: split it.`);
  const { parseYaml, YamlError } = await import('../base/yaml.ts');
  try {
    return parseYaml(source.text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const { line, column } = error.position;
    throw new InputError(`${shown}:${line}:${column}: ${excerpt(error.message)}`, { cause: error });
  }
}

async function projectFile(source: SourceText, yaml: LocatedYaml): Promise<ProjectFile> {
  const { default: validate } = await import('../generated/preflight-validator.js');
  const { value } = yaml;
  if (value === null || value === undefined)
    throw new InputError(`${printable(source.path)}: is empty. Write it anew: preflight init --force.`);
  if (isProjectFile(value, validate)) return value;
  const { firstInvalid } = await import('./invalid.ts');
  const { path, message, part } = firstInvalid(validate.errors ?? []);
  throw complaint({ source, yaml }, path, message, part);
}

function isProjectFile(value: unknown, validate: (value: unknown) => boolean | Promise<unknown>): value is ProjectFile {
  return validate(value) === true;
}
