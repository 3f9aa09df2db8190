import { excerpt } from '../../base/display.ts';
import { didYouMean } from '../../base/suggest.ts';
import type { RawIdentifier } from '../catalogue/format.ts';
import { absence, own } from '../catalogue/marks.ts';
import { parseType, type Type } from '../catalogue/type.ts';
import type { Body } from '../catalogue/view.ts';
import { mistypedIn } from '../mistyped.ts';
import { checkStability } from '../stability.ts';
import type { Access, Call, Expression, Identifier, Key, ObjectLiteral } from '../syntax/tree.ts';
import { markFaulty, remark, type Walk } from '../walk.ts';
import { refusal } from './convert.ts';
import { checkDecoded, type Wanted } from './decoded.ts';
import { binaryResult, isNot } from './operators.ts';
import { elementOf, meaningOf, memberOf } from './reference.ts';
import { checkKeys, checkOctal, checkOperation } from './surprises.ts';
import { aKind, anyBool, anyNumber, anyString, kindText, unknown, type Value, valueOfType } from './value.ts';

/** An expression against the type that it is decoded into; elements of lists and objects are reported at their own place. */
export function checkValue(walk: Walk, expression: Expression, type: Type, wanted?: Wanted): void {
  switch (expression.kind) {
    case 'paren':
      checkValue(walk, expression.inner, type, wanted);
      return;
    case 'list':
      if (type.kind !== 'list') break;
      for (const element of expression.elements) checkValue(walk, element, type.of, wanted);
      return;
    case 'object':
      if (type.kind === 'map') {
        checkKeys(walk, expression.fields);
        for (const { value } of expression.fields) checkValue(walk, value, type.of, wanted);
        return;
      }
      if (type.kind === 'object') {
        const definition = walk.view.definition(type.definition);
        if (definition) {
          checkObject(walk, expression, definition);
          return;
        }
      }
      if (type.kind === 'capsule' && type.name === 'discovery.Target') {
        checkTarget(walk, expression);
        return;
      }
      break;
  }
  checkDecoded(walk, expression, evaluate(walk, expression), type, wanted);
}

/** A target that is written down: its labels are texts, so a secret would become readable in them. */
function checkTarget(walk: Walk, { fields }: ObjectLiteral): void {
  checkKeys(walk, fields);
  for (const { value } of fields) {
    const given = evaluate(walk, value);
    if (given.kind === 'typed' && given.type.kind === 'secret')
      remark(walk, value, {
        rule: 'alloy.secret-to-string',
        severity: 'warning',
        message: 'a secret is given as a label of a target: newer versions of Alloy refuse it, older ones show it',
        hint: 'Targets are shown, and sent on: leave the secret out of them',
      });
  }
}

/** An object literal that is decoded into arguments: of a repeated key the last one counts. */
function checkObject(walk: Walk, { start, fields, end }: ObjectLiteral, definition: Body): void {
  checkKeys(walk, fields);
  const unknown: Key[] = [];
  const given = new Set<string>();
  for (const { key, value } of fields) {
    given.add(key.text);
    const argument = definition.args.get(key.text);
    if (argument) {
      checkValue(walk, value, argument.type, argument);
      continue;
    }
    evaluate(walk, value);
    unknown.push(key);
  }
  const missing = definition.requiredArgs.flatMap(({ name }) => (given.has(name) ? [] : name));
  const mistyped = mistypedIn(
    unknown.map(({ text }) => text),
    missing,
  );
  for (const key of unknown) remarkKey(walk, key, definition, mistyped.get(key.text));
  const meant = new Set(mistyped.values());
  // alloy run takes the zero value, alloy validate refuses since 1.18.
  for (const name of missing)
    if (!meant.has(name))
      remark(
        walk,
        { start, end },
        {
          rule: 'alloy.missing-key',
          severity: 'warning',
          message: `key "${name}" is required and missing in this object`,
          name,
        },
      );
}

function remarkKey(walk: Walk, key: Key, definition: Body, meant: string | undefined): void {
  if (!walk.findings.hasRoom(walk.file, 'blocker')) {
    markFaulty(walk, 'alloy.unknown-key');
    return;
  }
  const elsewhere = own(definition.raw.args, key.text);
  const { version, catalogue } = walk.view;
  const why = elsewhere && absence(elsewhere, version, walk.settings.version.said, catalogue.versions);
  const shown = excerpt(key.text, 60);
  const near = meant === undefined ? didYouMean(key.text, definition.args.keys()) : `Did you mean "${meant}"?`;
  remark(walk, key, {
    rule: 'alloy.unknown-key',
    message: why === undefined ? `there is no key "${shown}" in this object` : `key "${shown}" ${why}`,
    hint: why === undefined ? near : undefined,
  });
}

/** What is known of an expression's value. Faults inside of it are reported on the way. */
export function evaluate(walk: Walk, expression: Expression): Value {
  switch (expression.kind) {
    case 'string':
      return expression.opaque ? anyString : expression;
    case 'bool':
      return expression;
    case 'number':
      checkOctal(walk, expression);
      return Number.isSafeInteger(expression.value) ? expression : anyNumber;
    case 'null':
      return { kind: 'null' };
    case 'paren':
      return evaluate(walk, expression.inner);
    case 'list':
      for (const element of expression.elements) evaluate(walk, element);
      return { kind: 'array' };
    case 'object':
      checkKeys(walk, expression.fields);
      for (const field of expression.fields) evaluate(walk, field.value);
      return { kind: 'object' };
    case 'unary': {
      const operand = evaluate(walk, expression.operand);
      const takes = expression.operator === '!' ? 'bool' : 'number';
      if (isNot(operand, takes)) {
        const got = aKind(operand, walk.view.typeText);
        remark(walk, expression, {
          rule: 'alloy.bad-operand',
          message: `${expression.operator} takes a ${takes}, not ${got}`,
        });
        return unknown;
      }
      if (takes === 'bool') return anyBool;
      return operand.kind === 'number' && operand.value !== undefined
        ? { kind: 'number', value: -operand.value }
        : anyNumber;
    }
    case 'binary': {
      const [left, right] = [evaluate(walk, expression.left), evaluate(walk, expression.right)];
      const result = binaryResult(expression.operator, left, right, (value) => aKind(value, walk.view.typeText));
      if (typeof result !== 'string') {
        checkOperation(walk, expression, left, right);
        return result;
      }
      remark(walk, expression, { rule: 'alloy.bad-operand', message: result });
      return unknown;
    }
    case 'identifier':
    case 'access':
      return valueOfPath(walk, expression);
    case 'index': {
      const value = evaluate(walk, expression.value);
      const index = evaluate(walk, expression.index);
      const wrong = ['number', 'string', 'bool', 'function', 'null'].includes(value.kind);
      if (wrong)
        remark(walk, expression, {
          rule: 'alloy.bad-operand',
          message: `${aKind(value, walk.view.typeText)} has no elements`,
        });
      return index.kind === 'string' ? memberOf(value) : index.kind === 'number' ? elementOf(value) : unknown;
    }
    case 'call':
      return valueOfCall(walk, expression);
  }
}

function valueOfPath(walk: Walk, path: Identifier | Access): Value {
  const meaning = meaningOf(walk, path);
  if (meaning === undefined) {
    if (path.kind === 'identifier') return unknown;
    const value =
      path.value.kind === 'identifier' || path.value.kind === 'access' ? unknown : evaluate(walk, path.value);
    if (['number', 'string', 'bool', 'function', 'array', 'null'].includes(value.kind))
      remark(walk, path, {
        rule: 'alloy.bad-operand',
        message: `${aKind(value, walk.view.typeText)} has no fields`,
      });
    return memberOf(value);
  }
  if (meaning.kind === 'value') return meaning.value;
  if (meaning.kind === 'library') {
    const { kind, type } = meaning.identifier;
    if (kind === 'constant' && type !== undefined) return valueOfType(parseType(type));
    if (kind === 'function') remarkFunction(walk, path, meaning.name, meaning.identifier);
    return { kind: kind === 'namespace' ? 'object' : 'function' };
  }
  if (walk.findings.hasRoom(walk.file, 'blocker')) {
    const { catalogue, version } = walk.view;
    const elsewhere = catalogue.identifier(meaning.name);
    const why = elsewhere && absence(elsewhere, version, walk.settings.version.said, catalogue.versions);
    const siblings = [...catalogue.names('identifier')].filter(
      (name) => name.startsWith(`${meaning.namespace}.`) && walk.view.identifier(name),
    );
    remark(walk, path, {
      rule: 'alloy.unknown-function',
      message:
        why === undefined ? `the standard library has no "${excerpt(meaning.name, 80)}"` : `"${meaning.name}" ${why}`,
      hint: why === undefined ? didYouMean(meaning.name, siblings) : undefined,
    });
  }
  return unknown;
}

function remarkFunction(
  walk: Walk,
  path: Expression,
  name: string,
  { stability = 'ga', deprecated, replacedBy }: RawIdentifier,
): void {
  checkStability(walk, path, `function ${name}`, stability);
  if (deprecated)
    remark(walk, path, {
      rule: 'alloy.deprecated',
      severity: 'warning',
      message: `function ${name} is deprecated`,
      hint: replacedBy === undefined ? undefined : `Use ${replacedBy}`,
    });
}

function valueOfCall(walk: Walk, call: Call): Value {
  const { callee } = call;
  const meaning = callee.kind === 'identifier' || callee.kind === 'access' ? meaningOf(walk, callee) : undefined;
  const called = evaluate(walk, callee);
  if (meaning?.kind !== 'library' || meaning.identifier.kind !== 'function') {
    for (const argument of call.arguments) evaluate(walk, argument);
    if (called.kind !== 'unknown')
      remark(walk, callee, {
        rule: 'alloy.bad-operand',
        message: `${aKind(called, walk.view.typeText)} cannot be called`,
      });
    return unknown;
  }
  const { params = [], minArgs = 0, maxArgs, variadic, rawTypes, returns } = meaning.identifier;
  const given = call.arguments.length;
  const most = variadic ? Infinity : (maxArgs ?? minArgs);
  if (given < minArgs || given > most)
    remark(walk, call, {
      rule: 'alloy.argument-count',
      message: `${meaning.name} takes ${countText(minArgs, most)}, ${given} ${given === 1 ? 'is' : 'are'} given`,
    });
  for (const [index, argument] of call.arguments.entries()) {
    const parameter = params[Math.min(index, params.length - 1)];
    if (parameter === undefined || index >= most) evaluate(walk, argument);
    else if (rawTypes) checkRaw(walk, argument, parseType(parameter));
    else checkValue(walk, argument, parseType(parameter));
  }
  return returns === undefined ? unknown : valueOfType(parseType(returns));
}

/** Functions that look at their arguments themselves take no number for a string. */
function checkRaw(walk: Walk, argument: Expression, type: Type): void {
  const value = evaluate(walk, argument);
  const converted = type.kind === 'string' ? isNot(value, 'string') && value.kind !== 'null' : false;
  if (converted || refusal(value, type) !== undefined)
    remark(walk, argument, {
      rule: 'alloy.wrong-type',
      message: `a value of type ${walk.view.typeText(type)} is wanted, this is ${kindText(value, walk.view.typeText)}`,
    });
}

function countText(least: number, most: number): string {
  if (most === Infinity) return `at least ${least} argument${least === 1 ? '' : 's'}`;
  return least === most ? `${least} argument${least === 1 ? '' : 's'}` : `${least} to ${most} arguments`;
}
