import { excerpt } from '../../base/display.ts';
import type { Component, ConfigBlock } from '../catalogue/view.ts';
import { customOf, idOf, innerScope, type Scope } from '../scope.ts';
import { checkStability } from '../stability.ts';
import type { Block, Body, Statement } from '../syntax/tree.ts';
import { headOf } from '../types/written.ts';
import { remark, type Walk } from '../walk.ts';
import { checkBody } from './body.ts';
import { checkCustom } from './custom.ts';
import { remarkUnknown } from './unknown.ts';

/** The statements of a file, a declare or a foreach template. */
export interface Unit {
  readonly file: string;
  readonly body: Body;
  readonly scope: Scope;
  readonly place: readonly string[];
  /** Statements that are better not looked at: the parser stumbled in them. */
  readonly isBroken?: (statement: Statement) => boolean;
}

/** Where each id was declared first, for each scope. */
type Declared = Map<Scope, Map<string, { readonly file: string; readonly block: Block }>>;

/** Names, shapes and types of all statements, those in modules too. */
export function checkStatements(walk: Walk, units: readonly Unit[]): void {
  const declared: Declared = new Map();
  // Modules are added while it runs: a list instead of recursion.
  const left = [...units];
  for (const unit of left) checkUnit(walk, unit, declared, (next) => left.push(next));
}

function checkUnit(walk: Walk, unit: Unit, declared: Declared, add: (unit: Unit) => void): void {
  const { file, scope, body, isBroken } = unit;
  walk.file = file;
  walk.scope = scope;
  walk.place.splice(0, walk.place.length, ...unit.place);
  for (const statement of body.statements) {
    delete walk.block;
    if (isBroken?.(statement)) continue;
    if (statement.kind === 'attribute') {
      if (statement.name.text !== '')
        remark(walk, statement.name, {
          rule: 'alloy.file-level-attribute',
          message: `attribute "${excerpt(statement.name.text, 80)}" stands where only blocks may`,
          name: statement.name.text,
        });
      continue;
    }
    if (statement.name === '') continue;
    walk.block = statement;
    walk.place.push(idOf(statement));
    checkStatement(walk, statement, declared, (body) => {
      const inner = innerScope(statement, body, walk.view, scope);
      add({ file, body, scope: inner, place: [...walk.place], ...(isBroken ? { isBroken } : {}) });
    });
    walk.place.pop();
  }
}

type Inner = (body: Body) => void;

function checkStatement(walk: Walk, block: Block, declared: Declared, inner: Inner): void {
  const config = walk.view.config(block.name);
  if (config) {
    checkConfig(walk, block, config, inner);
    checkUnique(walk, block, declared);
    return;
  }
  const custom = customOf(walk.scope, block);
  if (custom) {
    checkLabel(walk, block, 'warning');
    checkUnique(walk, block, declared);
    checkCustom(walk, block, custom);
    return;
  }
  const component = walk.view.component(block.name);
  if (component) {
    checkComponent(walk, block, component, inner);
    checkUnique(walk, block, declared);
    return;
  }
  const { catalogue } = walk.view;
  remarkUnknown(walk, headOf(block), {
    what: 'component',
    name: block.name,
    elsewhere: catalogue.component(block.name) ?? catalogue.config(block.name),
    known: () => [
      ...[...catalogue.names('component')].filter(walk.view.component),
      ...catalogue.names('config'),
      ...walk.scope.customs.keys(),
    ],
  });
}

function checkComponent(walk: Walk, block: Block, component: Component, inner: Inner): void {
  const head = headOf(block);
  checkLabel(walk, block);
  checkStability(walk, head, `component ${component.name}`, component.stability);
  const { os } = walk.settings;
  if (component.os && !component.os.includes(os))
    remark(walk, head, {
      rule: 'alloy.wrong-os',
      severity: 'warning',
      message: `component ${component.name} works on ${component.os.join(', ')}, not on ${os}`,
      hint: 'Elsewhere Alloy loads it, and it does nothing or fails to start',
    });
  const owner = { name: component.name, component, pending: inner };
  checkBody(walk, owner, block, walk.view.bodyOf(component.raw), []);
}

function checkConfig(walk: Walk, block: Block, config: ConfigBlock, inner: Inner): void {
  const head = headOf(block);
  const { name } = config;
  if (config.scope === 'root' && walk.scope.kind !== 'root')
    remark(walk, head, {
      rule: 'alloy.misplaced-block',
      message: `block "${name}" may only stand at the top of a file`,
    });
  if (config.scope === 'module' && walk.scope.kind === 'root')
    remark(walk, head, {
      rule: 'alloy.misplaced-block',
      message: `block "${name}" may only stand inside of a declare`,
    });
  checkStability(walk, head, `block ${name}`, config.stability);
  if (config.labelled) checkLabel(walk, block);
  else if (block.label !== null) {
    const ignored = name === 'logging' || name === 'tracing';
    remark(walk, block.label, {
      rule: 'alloy.label-forbidden',
      ...(ignored ? { severity: 'warning' as const } : {}),
      message: ignored
        ? `the label of block "${name}" is ignored`
        : `block "${name}" takes no label: with one, Alloy looks for a component`,
      hint: 'Remove it',
    });
  }
  if (name === 'declare' && block.label?.text === 'declare')
    remark(walk, block.label, { rule: 'alloy.bad-label', message: 'a declared component cannot be called "declare"' });
  if (name === 'import.git' || name === 'import.http' || name === 'import.string')
    walk.notLookedInto.add(
      name === 'import.string' ? 'modules in strings (import.string)' : `remote modules (${name})`,
    );
  const owner = { name, pending: inner };
  checkBody(walk, owner, block, walk.view.bodyOf(config.raw), []);
}

/** The block must have a label. Of a component that the configuration declares only `alloy validate` asks it: a warning. */
function checkLabel(walk: Walk, block: Block, severity: 'blocker' | 'warning' = 'blocker'): void {
  if (block.label !== null && block.label.text !== '') return;
  remark(walk, headOf(block), {
    rule: 'alloy.label-required',
    severity,
    message: `"${excerpt(block.name, 80)}" needs a label`,
    hint: `Write ${excerpt(block.name, 80)} "name" { … }`,
  });
}

/** An id may be declared once in a module, over all of its files; a block of which there is one, too. */
function checkUnique(walk: Walk, block: Block, declared: Declared): void {
  const ids = declared.get(walk.scope) ?? new Map<string, { readonly file: string; readonly block: Block }>();
  declared.set(walk.scope, ids);
  const id = idOf(block);
  const first = ids.get(id);
  if (!first) {
    ids.set(id, { file: walk.file, block });
    return;
  }
  const head = headOf(first.block);
  remark(walk, headOf(block), {
    rule: 'alloy.duplicate-component',
    message: `"${excerpt(id, 120)}" is declared twice`,
    hint: block.label ? 'Give one of them another label' : 'Write it once',
    related: [{ file: first.file, span: { start: head.start, end: head.end }, message: 'it is here first' }],
  });
}
