import { excerpt } from '../../base/display.ts';
import { mapSpan } from '../../base/source-map.ts';
import { type Reference, referencesIn } from '../interpolation.ts';
import type { FileRule, RuleContext } from '../rule.ts';
import { sources } from '../sources.ts';
import { eachText, type FoundText } from '../texts.ts';

/** Names of variables as people give them to containers. */
const environmentName = /^[A-Z][A-Z0-9_]*$/;

export const unescapedDollar: FileRule = {
  id: 'grafana.unescaped-dollar',
  severity: 'blocker',
  title: "A variable of Grafana's is written with two dollar signs",
  why: 'Grafana replaces $NAME and ${NAME} in every string by an environment variable when it reads the file. There is none of that name, so that nothing is left, and the query or the link stays without what it asks for.',
  sources: [sources.valueTypes, sources.provisioning],
  check(context) {
    eachReference(context, (found, reference) => {
      if (!isGrafanas(reference)) return;
      report(context, found, reference, {
        message: `"${shown(found, reference)}" is replaced when the file is read, by nothing`,
        hint: `Write $${shown(found, reference)}`,
      });
    });
  },
};

export const doubtfulDollar: FileRule = {
  id: 'grafana.doubtful-dollar',
  severity: 'warning',
  title: 'A dollar sign in a longer string names an environment variable, or is written twice',
  why: 'What follows a dollar sign is taken for the name of an environment variable, and where there is none it vanishes: from the middle of a password, of a pattern or of a query.',
  sources: [sources.valueTypes, 'grafana/grafana, pkg/setting/expanders.go'],
  check(context) {
    eachReference(context, (found, reference) => {
      if (isGrafanas(reference) || reference.isExpander || isMeant(found, reference)) return;
      report(context, found, reference, {
        // What follows may be a part of a secret, wherever it stands.
        message: 'what follows this dollar sign is taken for the name of an environment variable',
        hint: 'Write $$ for a dollar sign; keep it as it is if a variable is meant',
      });
    });
  },
};

function eachReference({ file }: RuleContext, visit: (found: FoundText, reference: Reference) => void): void {
  // Strings of the older format take no variables.
  if (file.format === 'legacy') return;
  for (const found of eachText(file)) for (const reference of referencesIn(found.node.text)) visit(found, reference);
}

/** `__span.tags.pod`, `__value.raw`, `__tags`: no environment has such names. */
function isGrafanas({ name, isExpander }: Reference): boolean {
  return !isExpander && name.startsWith('__');
}

function isMeant({ node: { text }, isSecret }: FoundText, { start, end, name }: Reference): boolean {
  if (start === 0 && end === text.length) return true;
  if (!environmentName.test(name)) return false;
  return !isSecret || text[start + 1] === '{';
}

function shown({ node }: FoundText, { start, end }: Reference): string {
  return excerpt(node.text.slice(start, end), 80);
}

function report(
  context: RuleContext,
  { node, place }: FoundText,
  span: Reference,
  finding: { readonly message: string; readonly hint: string },
): void {
  context.report(mapSpan(node.excerpt().map, span), { ...finding, place });
}
