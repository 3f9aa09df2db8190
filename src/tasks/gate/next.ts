/** What a person does next, out of the report: the patch that mends a host, the rebase. */
import { join, relative } from 'node:path';
import { shellText } from '../../base/shell-word.ts';
import type { Finding, Report, Step, Target } from '../../generated/report-types.ts';
import type { Project, ProjectHost, ProjectPath } from '../../project/project.ts';
import { decides } from '../../report/verdict.ts';
import { valuesOf } from './packs.ts';
import { onDisk } from './paths.ts';

export interface StepsRequest {
  readonly project: Project;
  /** Options that `preflight nix` needs to reach the same host, as words for a shell. */
  readonly again: (host: ProjectHost) => string;
  /** Parameters of packs from the command line. */
  readonly sets: Readonly<Record<string, string>>;
}

export function nextSteps(report: Report, request: StepsRequest): Step[] {
  if (report.interrupted === true) return [];
  const hosts = report.targets.flatMap((target) => hostSteps(report, target, request));
  const branches = report.targets.flatMap((target) => branchSteps(report, target));
  const again =
    report.verdict === 'ready' || hosts.length === 0 ? [] : [{ text: 'Judge again.', command: 'preflight gate' }];
  return [...hosts, ...again, ...branches];
}

/** Only what keeps the target from being ready. */
function deciding({ findings, tool }: Report, target: Target): readonly Finding[] {
  return findings.filter(
    (finding) => finding.target === target.name && finding.status === 'fail' && decides(finding, tool),
  );
}

function hostSteps(report: Report, target: Target, request: StepsRequest): Step[] {
  if (target.kind !== 'host' && target.kind !== 'facts') return [];
  const failed = deciding(report, target);
  const host = request.project.hosts.find(({ name }) => name === target.name);
  const isDeclarable = failed.some(({ remedy }) => remedy?.sysctl || remedy?.nixos);
  const isDeclared = failed.some(({ remedy }) => remedy?.declared);
  const patch = isDeclarable && host ? [patchStep(host, request)] : [];
  const isSwitched = isDeclarable || isDeclared;
  return [...patch, ...(isSwitched ? [{ text: `Switch ${target.name} to it: nixos-rebuild switch.` }] : [])];
}

/** Into the configuration that preflight.yaml names; else as a module of its own. */
function patchStep(host: ProjectHost, request: StepsRequest): Step {
  const { project, again } = request;
  const command = ['preflight nix', shellText(host.name), again(host), ...judgedBy(host, request)]
    .filter(Boolean)
    .join(' ');
  const declared = host.declared ?? project.declared;
  const [first] = declared?.kind === 'files' ? declared.paths : [];
  if (first)
    return {
      text: `Patch ${first.written} with what ${host.name} lacks.`,
      command: `${command} --patch ${shellText(here(project, first))} --write`,
    };
  if (declared?.kind === 'flake') {
    const folder = here(project, declared.folder);
    const module = join(folder, 'preflight.nix');
    return {
      text: `Add what ${host.name} lacks to its flake, as a module.`,
      command: `${command} --module ${shellText(module)} --imports ${shellText(`${join(folder, 'flake.nix')}#${declared.host}`)} --write`,
    };
  }
  return {
    text: `Write what ${host.name} lacks as a module, and import it in the configuration.`,
    command: `${command} --out preflight.nix`,
  };
}

/** Packs and parameters, where they are not as they usually are. */
function judgedBy(host: ProjectHost, { project, sets }: StepsRequest): string[] {
  const packs = host.packs ?? project.packs ?? [];
  const parameters = { ...valuesOf(project.parameters), ...valuesOf(host.parameters), ...sets };
  return [
    ...packs.map(
      (pack) => `--pack ${shellText(pack.kind === 'shipped' ? pack.name : `./${here(project, pack.path)}`)}`,
    ),
    ...Object.entries(parameters).map(([name, value]) => `--set ${shellText(`${name}=${value}`)}`),
  ];
}

/** A path as the working directory of this run has it. */
function here(project: Project, path: ProjectPath): string {
  return relative('.', onDisk(project, path)) || '.';
}

function branchSteps(report: Report, { kind, name, verdict, rehearsal }: Target): Step[] {
  if (kind !== 'branch' || !rehearsal) return [];
  const toReplay = rehearsal.commits.filter(({ state }) => state !== 'already-upstream').length;
  if (toReplay === 0) return [];
  // Of two targets of one name the later one has a number; no name of a branch holds a space.
  const command = `git rebase ${shellText(rehearsal.onto)} ${shellText(name.replace(/ .*$/, ''))}`;
  if (verdict === 'blocked')
    return [{ text: `Settle what blocks ${name} when git rebase stops, or in the branch before.`, command }];
  if (report.verdict === 'ready') return [{ text: `Rebase ${name} onto ${rehearsal.onto}.`, command }];
  return [{ text: `Once it is ready, rebase ${name} onto ${rehearsal.onto}.`, command }];
}
