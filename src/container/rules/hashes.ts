import { lookUp } from '../../base/nix/lookup.ts';
import { bare } from '../../base/nix/tree.ts';
import type { Build } from '../recipe.ts';
import { knownText, meaning } from '../scope.ts';
import type { ContainerFinding, ContainerRule } from './rule.ts';

/** Attributes that hold the hash of something fetched. */
const hashes =
  /^(?:hash|sha256|sha512|sha1|outputHash|(?:vendor|cargo|npmDeps|yarn|offlineCache|pnpmDeps)(?:Hash|Sha256))$/;

/** Functions that fetch, and what they need one of. nixpkgs fills in a hash that matches nothing. */
const needs: readonly (readonly [builder: RegExp, keys: readonly string[]])[] = [
  [
    /^fetch(?:FromGitHub|FromGitLab|FromGitea|zip|patch|Yarn\w*|NpmDeps|PnpmDeps)$/,
    ['hash', 'sha256', 'sha512', 'outputHash'],
  ],
  [/^buildGo(?:[0-9]+)?(?:Latest)?Module$/, ['vendorHash']],
];

export const fixedHashes: ContainerRule = {
  id: 'container.hash',
  severity: 'blocker',
  title: 'Everything that is fetched has its hash',
  why: 'nixpkgs refuses a Go module without vendorHash, and with vendorSha256 in its place. Any other hash that is missing, empty or a placeholder matches nothing: the build fails after it has fetched everything.',
  sources: ['nixpkgs, doc/build-helpers/fetchers.chapter.md', 'nixpkgs, pkgs/build-support/go/module.nix'],
  check: ({ calls }) => calls.flatMap((call) => [...placeholders(call), ...missing(call)]),
};

function placeholders({ set: { expression: set, scope } }: Build): ContainerFinding[] {
  const { file } = scope;
  return set.bindings.flatMap((binding) => {
    const key = binding.kind === 'definition' && binding.path.length === 1 ? binding.path[0].value : undefined;
    if (binding.kind !== 'definition' || key === undefined || !hashes.test(key)) return [];
    const { value } = binding;
    const named = bare(value);
    const last = named.kind === 'selection' ? named.path.at(-1)?.value : named.kind === 'variable' ? named.name : '';
    const text = knownText(meaning({ expression: value, scope }));
    const isFake = /^fake(?:Hash|Sha(?:1|256|512))$/.test(last ?? '');
    if (!isFake && (text === undefined || !isPlaceholder(text))) return [];
    const hint = 'Build it once: Nix says what the hash is. Compare it with what the project publishes.';
    return [{ file, span: value, message: `${key} is a placeholder`, hint }];
  });
}

/** Empty, or the same character again and again, as in sha256-AAAA…= and 0000…. */
function isPlaceholder(text: string): boolean {
  const digits = text.replace(/^sha(?:1|256|512)[-:]/, '').replace(/=+$/, '');
  return [...digits].every((character) => character === digits[0]);
}

function missing({ builder, at, set: { expression: set, scope } }: Build): ContainerFinding[] {
  const [, keys] = needs.find(([name]) => name.test(builder)) ?? [];
  if (!keys || keys.some((key) => lookUp(set, [key]).length > 0)) return [];
  const [key] = keys;
  // Source: nixpkgs, pkgs/build-support/go/module.nix, which throws at the old name as well.
  const isOld = key === 'vendorHash' && lookUp(set, ['vendorSha256']).length > 0;
  const message = `${builder} is called ${isOld ? 'with vendorSha256, which nixpkgs takes no more' : `without ${key}`}`;
  const hint = isOld ? 'Rename it to vendorHash.' : `Give it its ${key}.`;
  return [{ file: scope.file, span: at, message, hint }];
}
