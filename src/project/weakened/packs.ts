import { excerpt } from '../../base/display.ts';
import { hostKey } from '../host-key.ts';
import type { Project, ProjectHost } from '../project.ts';
import type { Demands, JudgedBy, JudgedCheck, Weakening } from './weakening.ts';

/** What is weaker, and on which hosts. */
interface Found extends Weakening {
  readonly hosts: readonly string[];
}

/** Packs that are gone, checks that are gone, count for less or ask for something else, and parameters that differ. */
export function weakenedChecks(base: Demands, now: Demands): readonly Weakening[] {
  const found = new Map<string, Found>();
  const compared = pairs(base.project, now.project);
  for (const [before, after] of compared) {
    const name = after?.name ?? 'services';
    for (const one of between(base.packsOf(before), now.packsOf(after))) {
      const key = `${one.place} ${one.message}`;
      found.set(key, { ...one, ...atOf(now.project, after), hosts: [...(found.get(key)?.hosts ?? []), name] });
    }
  }
  const ofNoHost = compared.filter(([, host]) => host === undefined).length;
  const all = compared.length === ofNoHost ? ofNoHost : now.project.hosts.length + ofNoHost;
  return [...found.values()].map(({ hosts, message, ...rest }) => ({
    ...rest,
    message: `${message}${onHosts(hosts, all)}`,
  }));
}

/** Every host that both have; what services are judged by; where there is neither, what closures are. */
function pairs(base: Project, now: Project): readonly (readonly [ProjectHost | undefined, ProjectHost | undefined])[] {
  const hosts = now.hosts.flatMap((host) => {
    const before = base.hosts.find((one) => hostKey(one) === hostKey(host));
    return before ? [[before, host] as const] : [];
  });
  const hasServices = base.services.length + now.services.length > 0;
  return hosts.length > 0 && !hasServices ? hosts : [...hosts, [undefined, undefined]];
}

/** The packs of the host, else those of all hosts, where the branch names some. */
function atOf(project: Project, host: ProjectHost | undefined): Pick<Weakening, 'at'> {
  const [first] = host?.packs ?? project.packs ?? [];
  const at = first?.at ?? host?.at;
  return at ? { at } : {};
}

function onHosts(hosts: readonly string[], all: number): string {
  if (hosts.length === all) return '';
  return ` (on ${hosts
    .slice(0, 3)
    .map((host) => excerpt(host, 80))
    .join(', ')}${hosts.length > 3 ? ` and ${hosts.length - 3} more` : ''})`;
}

function* between(before: JudgedBy, after: JudgedBy): Generator<Weakening> {
  for (const { name } of before.packs) {
    if (!after.packs.some((pack) => pack.name === name))
      yield { place: `packs/${name}`, message: `the pack ${excerpt(name, 80)} is no longer judged by` };
  }
  const checks = new Map(after.checks.map((check) => [check.id, check]));
  for (const old of before.checks) {
    const check = checks.get(old.id);
    const place = `checks/${old.id}`;
    const id = excerpt(old.id, 80);
    if (!check) yield { place, message: `the check ${id} is left out, and was a ${old.severity}` };
    else if (weight[check.severity] < weight[old.severity])
      yield { place, message: `the check ${id} counts as ${check.severity}, and was a ${old.severity}` };
    if (check && check.axis !== old.axis)
      yield {
        place: `${place}/axis`,
        message: `the check ${id} counts on the axis ${check.axis}, and did on ${old.axis}`,
      };
    if (check && asked(check) !== asked(old))
      yield { place: `${place}/require`, message: `the check ${id} asks for something else than before` };
  }
  for (const [name, value] of Object.entries(before.parameters)) {
    if (JSON.stringify(after.parameters[name] ?? null) === JSON.stringify(value ?? null)) continue;
    // A parameter of a pack that is gone is told of with it.
    if (!Object.hasOwn(after.parameters, name)) continue;
    yield {
      place: `parameters/${name}`,
      message: `the parameter ${excerpt(name, 80)} is ${shown(after.parameters[name])}, and was ${shown(value)}`,
    };
  }
}

const weight = { info: 0, warning: 1, blocker: 2 };

function asked({ when, each, require }: JudgedCheck): string {
  return JSON.stringify([when ?? null, each ?? null, require]);
}

function shown(value: unknown): string {
  return value === null || value === undefined ? 'not set' : excerpt(JSON.stringify(value) ?? '', 80);
}
