/** What `preflight drift` reports. */
import { ourOwn } from '../base/rule-sources.ts';
import type { RuleText } from '../base/rule-text.ts';

export const driftRule: RuleText = {
  id: 'nixos.drift',
  severity: 'blocker',
  title: 'A setting must be declared, deployed and live alike',
  why: 'What was set by hand is lost at the next boot, what is not declared at the next switch, and what is declared and not deployed does not hold yet. It is a blocker for settings that a check of the packs needs and that are or become wrong, else a warning.',
  sources: [
    'nixpkgs, nixos/modules/config/sysctl.nix',
    'sysctl.d(5)',
    ourOwn('nix.md#declared-deployed-live', 'which of the three holds when'),
  ],
};

export const declaredRule: RuleText = {
  id: 'nixos.declared',
  severity: 'blocker',
  title: 'What the configuration declares must be known',
  why: 'Without it nobody knows what the next switch will do. The verdict is undetermined.',
  sources: [ourOwn('nix.md#declared-deployed-live', 'what is not known decides nothing')],
};

export const nixRules: readonly RuleText[] = [driftRule, declaredRule];
