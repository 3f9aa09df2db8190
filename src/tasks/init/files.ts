/** What the files of a repository say of what is rolled out. */
import { relative, sep } from 'node:path';
import { readText } from '../../artifacts/read-text.ts';
import { InputError } from '../../base/errors.ts';
import type { DataSource } from '../../base/rollout/configurations.ts';
import { flakeHosts } from '../../nix/declared/flake-hosts.ts';
import { type VersionedProgram, versionedPrograms } from '../../project/project.ts';
import { gather } from '../validate/gather.ts';
import type { Gathered } from '../validate/gathered.ts';
import type { Kind } from '../validate/kinds.ts';
import { isOwn } from './covering.ts';
import { imageVersions } from './images.ts';

export interface FoundFiles {
  /** Of a kind that a rollout is made of; from the top of the repository, with slashes. */
  readonly rollout: readonly string[];
  readonly flakes: readonly { readonly folder: string; readonly hosts: readonly string[] }[];
  /** Programs of which service-versions.yaml says the version and no image does, with its path. */
  readonly versions: Readonly<Partial<Record<VersionedProgram, string>>>;
  /** Versions of Alloy: of its images, else of service-versions.yaml. */
  readonly alloy: readonly string[];
  readonly dataSources: readonly DataSource[];
  /** Why the files were not looked at. */
  readonly trouble?: string;
}

/** Documentation is judged where it lies beside the others. */
const kinds: readonly Kind[] = [
  'alloy',
  'chart-values',
  'pyroscope',
  'pyroscope-overrides',
  'kubernetes',
  'kustomization',
  'grafana',
  'container',
  'service-versions',
];

/** Never throws for what lies there. */
export async function lookAtFiles(root: string): Promise<FoundFiles> {
  const own = (path: string) => relative(root, path).split(sep).join('/');
  const isLeftOut = (path: string) => !isOwn(own(path));
  const gathered = await gather({ paths: [root], isLeftOut, stdin: async function* () {} }).catch((error: unknown) => {
    if (error instanceof InputError) return error;
    throw error;
  });
  if (gathered instanceof InputError) {
    const { pathsBelow } = await import('../../artifacts/find.ts');
    const paths = await pathsBelow(root).catch((): string[] => []);
    const flakes = await flakesIn(root, paths.map(own).filter(isOwn));
    // Nothing of a known kind is no trouble.
    return {
      rollout: [],
      flakes,
      versions: {},
      alloy: [],
      dataSources: [],
      ...(paths.length > 0 ? {} : { trouble: gathered.message }),
    };
  }
  const rollout = [
    ...kinds.flatMap((kind) => gathered.of(kind).map(({ path }) => own(path))),
    ...gathered.sets.flatMap(({ files }) => files.map(own)),
  ];
  return {
    rollout: [...new Set(rollout)].filter(isOwn),
    flakes: await flakesIn(root, gathered.artifacts.paths.map(own).filter(isOwn)),
    ...(await versionsIn(gathered, own)),
    dataSources: await dataSourcesIn(gathered),
  };
}

const flakeLimit = 20;

async function flakesIn(root: string, paths: readonly string[]): Promise<FoundFiles['flakes']> {
  const found: { readonly folder: string; readonly hosts: readonly string[] }[] = [];
  const flakes = paths.filter((path) => path === 'flake.nix' || path.endsWith('/flake.nix'));
  for (const path of flakes.slice(0, flakeLimit)) {
    const read = await readText(`${root}/${path}`);
    const hosts = 'text' in read ? await flakeHosts({ path, text: read.text }) : [];
    if (hosts.length > 0) found.push({ folder: path.replace(/\/?flake\.nix$/, '') || '.', hosts });
  }
  return found;
}

/** What is written in preflight.yaml wins over an image's tag: only where there is no image is it of use. */
async function versionsIn(
  gathered: Gathered,
  own: (path: string) => string,
): Promise<Pick<FoundFiles, 'versions' | 'alloy'>> {
  const images = new Map<string, string[]>(versionedPrograms.map((program) => [program, []]));
  for (const { path, text } of gathered.artifacts.files)
    for (const program of versionedPrograms) images.get(program)?.push(...(await imageVersions(program, path, text)));
  const [file] = gathered.of('service-versions');
  const { readServiceVersions } = await import('../../docs/service-versions.ts');
  const { summary = [] } = file ? await readServiceVersions({ path: file.path, text: file.text }) : {};
  const named = versionedPrograms.filter((program) => summary.some(({ component }) => component === program));
  const tags = images.get('alloy') ?? [];
  return {
    versions: Object.fromEntries(
      named.flatMap((program) => (file && images.get(program)?.length === 0 ? [[program, own(file.path)]] : [])),
    ),
    alloy: tags.length > 0 ? tags : summary.flatMap(({ component, value }) => (component === 'alloy' ? [value] : [])),
  };
}

async function dataSourcesIn(gathered: Gathered): Promise<readonly DataSource[]> {
  const [{ dataSourceTexts }, { checkDataSources }] = await Promise.all([
    import('../validate/grafana.ts'),
    import('../../grafana/check.ts'),
  ]);
  const found: DataSource[] = [];
  for (const text of await dataSourceTexts(gathered)) {
    const { summary } = await checkDataSources(text, { isInCluster: text.from !== undefined });
    found.push(...(summary?.dataSources ?? []));
  }
  return found;
}
