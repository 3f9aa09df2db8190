/** Alloy: ready, version, health of its components. Source: alloy, internal/service/http/http.go and internal/web/api/api.go. */
import { at, listAt, textAt } from '../json.ts';
import type { Probe } from '../probe.ts';
import { askReady } from '../readiness.ts';
import { ServiceTrouble } from '../trouble.ts';
import { askMetrics } from './alloy-metrics.ts';

interface Component {
  readonly name: string;
  readonly id: string;
  readonly state: string;
  readonly modules: readonly string[];
}

/** Modules that are looked into, milliseconds for all of them, and components, so that one without an end ends. */
const modules = 50;
const patience = 60_000;
const most = 10_000;
const shown = 50;
const root = '/api/v0/web/components';

export async function alloy(probe: Probe): Promise<void> {
  const silent = await askReady(probe, {
    path: '/-/ready',
    says: (text) => text.startsWith('Alloy is ready.'),
    // Until the first configuration is loaded; with one that is wrong it ends.
    starting: ({ text }) => (text.startsWith('Alloy is not ready.') ? 'it loads its configuration' : undefined),
    metrics: true,
  });
  const wanted = (['components', 'ebpf', 'write'] as const).filter(probe.wants);
  const metrics = [
    ...(probe.request.version === undefined ? [] : (['version'] as const)),
    ...(probe.wants('sending') ? (['sending'] as const) : []),
  ];
  if (silent) return probe.draft.gap([...wanted, ...metrics], silent, probe.source('/-/ready'));
  if (!probe.draft.isReady()) {
    // Before its configuration is loaded no component is there, and another service has none.
    const early = new ServiceTrouble('it is not known to be ready');
    return probe.draft.gap([...wanted, ...metrics], early, probe.source('/-/ready'));
  }
  await Promise.all([
    metrics.length === 0 ? undefined : askMetrics(probe, metrics),
    wanted.length === 0 ? undefined : askComponents(probe),
  ]);
}

/** `/-/healthy` says only whether all are healthy, so the list is asked for, with what modules run. */
function askComponents(probe: Probe): Promise<void> {
  return probe.collect(['components', 'ebpf', 'write'], root, async () => {
    const { found, rest } = await componentsOf(probe);
    const named = (name: string) => health(found.filter((one) => one.name === name));
    const told = { components: health(found), ebpf: named('pyroscope.ebpf'), write: named('pyroscope.write') };
    probe.draft.set(told, probe.source(root));
    if (rest === undefined) return;
    // What was found unhealthy is so; that nothing is cannot be said.
    const trouble = new ServiceTrouble(`has ${rest}, and the rest is not looked into`);
    for (const [fact, { total, unhealthy }] of Object.entries(told)) {
      if (total === 0) probe.draft.gap([`${fact}/total`], trouble, probe.source(root));
      if (unhealthy.length === 0) probe.draft.gap([`${fact}/unhealthy`], trouble, probe.source(root));
    }
  });
}

/** `rest`: what it has beside those that were found. */
async function componentsOf(probe: Probe): Promise<{ found: readonly Component[]; rest?: string }> {
  const found: Component[] = [];
  const paths = new Set([root]);
  const until = probe.now().getTime() + patience;
  let rest: string | undefined;
  for (const path of paths) {
    if (probe.now().getTime() > until) return { found, rest: `modules that are told after ${patience / 1000} s` };
    const list = listAt(await probe.json(path));
    if (!list) throw new ServiceTrouble('answered 200 with what is no list of components');
    if (found.length + list.length > most) return { found, rest: `more than ${most} components` };
    const own = list.map(componentOf);
    found.push(...own);
    for (const id of own.flatMap((one) => one.modules)) {
      const next = `/api/v0/web/modules/${id.split('/').map(encodeURIComponent).join('/')}/components`;
      if (paths.size <= modules) paths.add(next);
      else if (!paths.has(next)) rest = `more than ${modules} modules`;
    }
  }
  return rest === undefined ? { found } : { found, rest };
}

/** Of its health only the state: the message may hold a URL with a password. */
function componentOf(value: unknown): Component {
  const module = textAt(value, 'moduleID');
  const id = textAt(value, 'localID') ?? '?';
  return {
    name: textAt(value, 'name') ?? '',
    id: module === undefined ? id : `${module}/${id}`,
    state: textAt(at(value, 'health'), 'state') ?? 'unknown',
    modules: (listAt(value, 'createdModuleIDs') ?? []).filter((one) => typeof one === 'string'),
  };
}

function health(components: readonly Component[]) {
  const unhealthy = components.filter(({ state }) => state !== 'healthy');
  return {
    total: components.length,
    unhealthy: unhealthy.slice(0, shown).map(({ id, state }) => `${id} (${state})`.slice(0, 255)),
  };
}
