/** What a host will say once it runs a system that was built: facts on the grade `predicted`. */
import { excerpt } from '../../base/display.ts';
import { type Facts, type FactsDocument, type Gap, numberOrText } from '../../base/facts.ts';
import { osReleaseValue } from '../../base/os-release.ts';
import { pointerOf } from '../../base/pointer.ts';
import { type BootAssignment, bootAssignments, readSysctlFile, type SysctlFile } from '../../base/sysctl-files.ts';
import { configs, parameters, sysctls } from '../../base/wanted.ts';
import { hasOwnDefaults, kernelDefaults } from './kernel-defaults.ts';
import type { ClosureTree } from './tree.ts';

type Sysctl = NonNullable<Facts['sysctl']>[string];

/** A facts document while it is being made. */
interface Draft {
  readonly gaps: Record<string, Gap>;
  readonly from: FactsDocument['from'];
}

/** Where the running system has the files of the closure. */
const etc = '/etc/sysctl.d';

/**
 * The facts that a built system decides, as they will be after a switch and a boot. Of what only a running host can say
 * there is neither a value nor a gap of its own. `name` is how the closure is reported, `now` when it was read.
 */
export async function closureFacts(tree: ClosureTree, name: string, now: Date): Promise<FactsDocument> {
  const draft: Draft = { gaps: {}, from: {} };
  const kernelPath = await tree.target('kernel');
  const modules = await tree.target('kernel-modules');
  const systemd = await tree.target('systemd');
  const kernel = await kernelFacts(tree, draft);
  const facts: Facts = {
    ...(kernel ? { kernel } : {}),
    sysctl: await sysctlFacts(tree, draft, kernel?.parameters ?? {}, kernelPath ?? ''),
    ...(await osFacts(tree, draft)),
    nixos: {
      current: {
        system: tree.path,
        ...(modules === undefined ? {} : { kernelModules: modules }),
        ...(systemd === undefined ? {} : { systemd }),
      },
      profile: tree.path,
      specialisations: (await tree.names('specialisation')).filter((one) => one.length <= 255).slice(0, 64),
    },
  };
  predicted(draft, '/nixos', tree.path);
  return {
    schemaVersion: 1,
    host: excerpt(name, 255),
    collectedAt: now.toISOString(),
    facts,
    gaps: draft.gaps,
    from: draft.from,
  };
}

function predicted(draft: Draft, pointer: string, source: string): void {
  draft.from[pointer] = { source, grade: 'predicted' };
}

async function sysctlFacts(
  tree: ClosureTree,
  draft: Draft,
  commandLine: Readonly<Record<string, string>>,
  kernelPath: string,
): Promise<NonNullable<Facts['sysctl']>> {
  const names = (await tree.names('etc/sysctl.d')).filter((name) => name.endsWith('.conf')).slice(0, 256);
  const files = await Promise.all(names.map((name) => sysctlFile(tree, name)));
  const all = bootAssignments(files);
  const own = bootAssignments(files.filter(({ path }) => path === `${etc}/60-nixos.conf`));
  const entries = sysctls.map((path) => {
    const key = path.replaceAll('/', '.');
    const { last, undone } = all(path);
    const deployed = put(draft, key, 'deployed', own(path).last);
    const boot = put(draft, key, 'boot', last);
    const live = atStart(draft, key, last, commandLine[`sysctl.${key}`], kernelPath);
    const setting: Sysctl = {
      ...(live === undefined ? {} : { live }),
      ...(deployed ? { deployed } : {}),
      ...(boot ? { boot } : {}),
      ...(undone.length === 0 ? {} : { undone: undone.slice(0, 64).map(asFact) }),
    };
    return [key, setting] as const;
  });
  return Object.fromEntries(entries);
}

async function sysctlFile(tree: ClosureTree, name: string): Promise<SysctlFile> {
  const path = `${etc}/${name}`;
  const text = await tree.text(`etc/sysctl.d/${name}`);
  if (typeof text === 'string') return readSysctlFile(path, text);
  const { reason } = text.gap;
  const trouble = reason === 'missing' || reason === 'denied' || reason === 'dangling' ? reason : 'unreadable';
  return { path, lines: [], trouble };
}

function asFact({ file, line, value }: { readonly file: string; readonly line: number; readonly value: string }) {
  return { value: numberOrText(value), file, line };
}

function put(draft: Draft, key: string, part: 'deployed' | 'boot', found: BootAssignment['last']): Sysctl['boot'] {
  const pointer = pointerOf(['sysctl', key, part]);
  if ('gap' in found) {
    draft.gaps[pointer] = found.gap;
    return undefined;
  }
  predicted(draft, pointer, found.file);
  return asFact(found);
}

/** The value after a boot: a file's, else that of sysctl.KEY on the command line, else the kernel's own. */
function atStart(
  draft: Draft,
  key: string,
  last: BootAssignment['last'],
  onCommandLine: string | undefined,
  kernelPath: string,
): Sysctl['live'] {
  const pointer = pointerOf(['sysctl', key, 'live']);
  if (!('gap' in last)) {
    predicted(draft, pointer, last.file);
    return numberOrText(last.value);
  }
  if (last.gap.reason !== 'missing') {
    draft.gaps[pointer] = last.gap;
    return undefined;
  }
  if (onCommandLine !== undefined) {
    predicted(draft, pointer, 'kernel-params');
    return numberOrText(onCommandLine);
  }
  const standard = hasOwnDefaults(kernelPath) ? undefined : kernelDefaults.get(key);
  if (standard === undefined) {
    draft.gaps[pointer] = {
      reason: 'not-collected',
      detail: 'nothing sets it, and the kernel’s own value is not known',
    };
    return undefined;
  }
  predicted(draft, pointer, 'the kernel’s own value: nothing sets it');
  return standard;
}

async function kernelFacts(tree: ClosureTree, draft: Draft): Promise<Facts['kernel']> {
  const releases = await tree.names('kernel-modules/lib/modules');
  const [release] = releases;
  const isClear = releases.length === 1 && release !== undefined && release.length <= 255;
  if (isClear) predicted(draft, '/kernel/release', `kernel-modules/lib/modules/${release}`);
  const system = await tree.text('system', 255);
  const machine = typeof system === 'string' ? /^(\w+)-linux\s*$/.exec(system)?.[1] : undefined;
  if (machine !== undefined) predicted(draft, '/kernel/machine', 'system');
  const words = await tree.text('kernel-params', 64 << 10);
  if (typeof words === 'string') predicted(draft, '/kernel/parameters', 'kernel-params');
  else draft.gaps['/kernel/parameters'] = words.gap;
  const config = isClear ? await configFacts(tree, draft, release) : undefined;
  return {
    ...(isClear ? { release } : {}),
    ...(machine === undefined ? {} : { machine }),
    ...(typeof words === 'string' ? { parameters: wanted(words) } : {}),
    ...(config ? { config } : {}),
  };
}

/** Of the command line, what checks know; the last of a repeated one counts. */
function wanted(words: string): Record<string, string> {
  const known = new Set<string>([...parameters, ...sysctls.map((key) => `sysctl.${key.replaceAll('/', '.')}`)]);
  const found = words.split(/\s+/).flatMap((word) => {
    const [name = '', value = ''] = word.split(/=(.*)/s);
    const key = name.replaceAll('/', '.');
    return known.has(key) ? [[key, value.slice(0, 4096)] as const] : [];
  });
  return Object.fromEntries(found);
}

/** The kernel's configuration, where the build kept it: beside its modules, or in the folder that modules are built against. */
async function configFacts(
  tree: ClosureTree,
  draft: Draft,
  release: string,
): Promise<NonNullable<Facts['kernel']>['config']> {
  for (const name of ['config', 'build/.config']) {
    const path = `kernel-modules/lib/modules/${release}/${name}`;
    const text = await tree.text(path);
    if (typeof text !== 'string') continue;
    predicted(draft, '/kernel/config', path);
    const lines = new Map(
      [...text.matchAll(/^(?:CONFIG_(\w+)=(.*)|# CONFIG_(\w+) is not set)$/gm)].map(
        ([, set, value, unset]) => [set ?? unset ?? '', value ?? 'n'] as const,
      ),
    );
    const entries = configs.map((option) => {
      const value = lines.get(option)?.replace(/^"(.*)"$/, '$1') ?? 'absent';
      return [option, value.slice(0, 4096)] as const;
    });
    return Object.fromEntries(entries);
  }
  return undefined;
}

async function osFacts(tree: ClosureTree, draft: Draft): Promise<Pick<Facts, 'os'>> {
  const text = await tree.text('etc/os-release', 64 << 10);
  if (typeof text !== 'string') {
    draft.gaps['/os'] = text.gap;
    return {};
  }
  predicted(draft, '/os', 'etc/os-release');
  const value = (name: string) => {
    const line = text.split('\n').findLast((one) => one.startsWith(`${name}=`));
    return line === undefined ? undefined : osReleaseValue(line.slice(name.length + 1)).slice(0, 255);
  };
  const [id, name, version, build] = ['ID', 'NAME', 'VERSION_ID', 'BUILD_ID'].map(value);
  return {
    os: {
      ...(id ? { id } : {}),
      ...(name ? { name } : {}),
      ...(version ? { version } : {}),
      ...(build ? { build } : {}),
    },
  };
}
