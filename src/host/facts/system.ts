/** Which system this is: /etc/os-release, and NixOS's generations. */
import type { Facts } from '../../base/facts.ts';
import { osReleaseValue } from '../../base/os-release.ts';
import { type Draft, defined, gapAt, take, whole } from './draft.ts';
import { path, shortText } from './values.ts';

type Nixos = NonNullable<Facts['nixos']>;

export function osFacts(draft: Draft): Facts['os'] {
  return take(draft, '/etc/os-release', '/os', () => {
    const lines = draft.frame.lists.get('/etc/os-release') ?? [];
    const value = (name: string, member: string) => {
      const line = lines.findLast((text) => text.startsWith(`${name}=`));
      const text = line === undefined ? undefined : shortText(osReleaseValue(line.slice(name.length + 1)));
      if (text === undefined)
        draft.gaps.set(`/os/${member}`, { reason: line === undefined ? 'missing' : 'unreadable' });
      return text;
    };
    return defined<NonNullable<Facts['os']>>({
      id: value('ID', 'id'),
      name: value('NAME', 'name'),
      version: value('VERSION_ID', 'version'),
      build: value('BUILD_ID', 'build'),
    });
  });
}

export function nixosFacts(draft: Draft): Facts['nixos'] {
  const current = generation(draft, 'current');
  const nixos = defined<Nixos>({
    current,
    booted: generation(draft, 'booted'),
    profile: take(draft, '/nix/var/nix/profiles/system', '/nixos/profile', path),
    specialisations: take(draft, '/run/current-system', '/nixos/specialisations', () => specialisations(draft)),
  });
  return whole(draft, '/nixos', nixos);
}

function generation(draft: Draft, which: 'current' | 'booted'): Nixos['current'] {
  const pointer = `/nixos/${which}`;
  const root = `/run/${which}-system`;
  if (!draft.frame.facts.has(root)) {
    // Nothing below a link that is not there or leads nowhere.
    draft.gaps.set(pointer, gapAt(draft, root));
    return undefined;
  }
  return defined<NonNullable<Nixos['current']>>({
    system: take(draft, root, `${pointer}/system`, path),
    kernelModules: take(draft, `${root}/kernel-modules`, `${pointer}/kernelModules`, path),
    systemd: take(draft, `${root}/systemd`, `${pointer}/systemd`, path),
  });
}

function specialisations(draft: Draft): string[] {
  const names = draft.frame.lists.get('specialisation') ?? [];
  return names.filter((name) => shortText(name) !== undefined).slice(0, 64);
}
