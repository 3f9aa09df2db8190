import { dirname, join, normalize } from 'node:path';
import { excerpt } from '../../base/display.ts';
import type { Findings } from '../../base/findings.ts';
import type { SourceText, Span } from '../../base/text.ts';
import type { View } from '../catalogue/view.ts';
import { cyclesOf } from '../references/cycles.ts';
import type { ImportedModule, ParsedFile } from '../rule.ts';
import { idOf, scopeOf } from '../scope.ts';
import type { Block, Body, Expression } from '../syntax/tree.ts';
import { headOf, writtenIn } from '../types/written.ts';
import { filenameOf } from './filename.ts';
import type { ModuleFiles, ModuleReader } from './reader.ts';

export interface Loaded {
  readonly imports: Map<Block, ReadonlyMap<string, Block>>;
  /** In the order in which they were met, each once. */
  readonly modules: readonly ImportedModule[];
}

/** What loading needs and where it says what it found. */
export interface Loading {
  readonly view: View;
  readonly findings: Findings;
  readonly notLookedInto: Set<string>;
  /** Absent: nothing is read, and imports are named as not looked into. */
  readonly read: ModuleReader | undefined;
  readonly parse: (source: SourceText) => ParsedFile;
}

/** More files than people import. */
const mostFiles = 1000;

interface Import {
  readonly file: ParsedFile;
  readonly block: Block;
  readonly at: Span;
  readonly to: readonly ParsedFile[];
}

/** Follows the `import.file` blocks of some files, and those in what they bring. */
export async function loadImports(files: readonly ParsedFile[], loading: Loading): Promise<Loaded> {
  const imports = new Map<Block, ReadonlyMap<string, Block>>();
  const modules = new Map<string, ImportedModule>();
  const parsed = new Map(files.map((file) => [file.source.path, file]));
  const followed: Import[] = [];
  const checked = new Set<ParsedFile>();
  const left = [...files];
  for (const file of left) {
    for (const block of importBlocks(file.tree.body)) {
      const at = writtenIn(block).attributes.get('filename')?.value;
      const path = at && pathOf(loading, file, block, at);
      if (!at || path === undefined) continue;
      const key = join(dirname(file.source.path), path);
      let module = modules.get(key);
      if (!module) {
        const found = siblingOf(loading, file, path, parsed) ?? (await readModule(loading, file, block, at, path));
        if (found?.kind !== 'files') continue;
        if (parsed.size + found.files.length > mostFiles) {
          loading.notLookedInto.add(`imports beyond ${mostFiles} files`);
          continue;
        }
        const own: ParsedFile[] = [];
        for (const source of found.files) {
          let one = parsed.get(source.path);
          if (!one) {
            one = loading.parse(source);
            parsed.set(source.path, one);
            left.push(one);
          }
          own.push(one);
        }
        const bodies = own.map(({ tree }) => declarationsOf(tree.body));
        module = { files: own, scope: scopeOf('module', bodies, loading.view, undefined, imports) };
        modules.set(key, module);
        checkContents(
          loading,
          file,
          block,
          own.filter((one) => !checked.has(one)),
        );
        for (const one of own) checked.add(one);
      }
      imports.set(block, declares(module));
      followed.push({ file, block, at, to: module.files });
    }
  }
  reportCycles(loading, [...parsed.values()], followed);
  return { imports, modules: [...modules.values()] };
}

/** The statements of a file that an import takes over. */
export function declarationsOf(body: Body): Body {
  return { ...body, statements: body.statements.filter((one) => one.kind === 'block' && isDeclaration(one)) };
}

function isDeclaration({ name }: Block): boolean {
  return name === 'declare' || name.startsWith('import.');
}

function declares({ scope }: ImportedModule): ReadonlyMap<string, Block> {
  const found = new Map<string, Block>();
  for (const [label, { kind, block }] of scope.customs) if (kind === 'declare') found.set(label, block);
  return found;
}

/** All `import.file` blocks of a body, those in modules and templates too. */
function importBlocks(body: Body): readonly Block[] {
  const found: Block[] = [];
  const left = [body];
  for (const { statements } of left) {
    for (const statement of statements) {
      if (statement.kind !== 'block') continue;
      if (statement.name === 'import.file') found.push(statement);
      else if (statement.name === 'declare' || statement.name === 'foreach' || statement.name === 'template')
        left.push(statement.body);
    }
  }
  return found;
}

/** The path to read, relative to the folder of the file. */
function pathOf(loading: Loading, { source }: ParsedFile, block: Block, at: Expression) {
  const filename = filenameOf(at);
  if (!loading.read || source.path === '-') loading.notLookedInto.add('imported files (import.file)');
  else if (!filename) loading.notLookedInto.add('imports of files whose name is only known when Alloy runs');
  else if (filename.path.startsWith('/')) reportOutside(loading, source, block, at, filename.path);
  else return filename.path;
  return undefined;
}

/** Another key of the same ConfigMap. What else is mounted beside it is not known. */
function siblingOf(
  { notLookedInto }: Loading,
  { manifest }: ParsedFile,
  path: string,
  parsed: ReadonlyMap<string, ParsedFile>,
): ModuleFiles | undefined {
  if (manifest === undefined) return undefined;
  const sibling = parsed.get(`${manifest}#${normalize(path)}`);
  if (sibling) return { kind: 'files', files: [sibling.source] };
  notLookedInto.add('imported files that are mounted beside a configuration in a manifest');
  return { kind: 'outside' };
}

async function readModule(
  loading: Loading,
  { source }: ParsedFile,
  block: Block,
  at: Expression,
  path: string,
): Promise<ModuleFiles> {
  const found: ModuleFiles = loading.read ? await loading.read(source.path, path) : { kind: 'missing' };
  const fromModule = filenameOf(at)?.fromModule === true;
  if (found.kind === 'outside') reportOutside(loading, source, block, at, path);
  else if (found.kind === 'missing')
    loading.findings.add({
      rule: 'alloy.import-missing',
      severity: fromModule ? 'blocker' : 'warning',
      file: source.path,
      span: { start: at.start, end: at.end },
      message: `the imported file "${excerpt(path, 120)}" is not there`,
      hint: fromModule
        ? 'The path is taken from the folder of this file'
        : 'It was looked for beside this file; Alloy looks in the folder it is started in. Write module_path + "/…"',
      place: `${idOf(block)}/filename`,
    });
  else if (found.kind === 'unreadable')
    loading.findings.add({
      rule: 'alloy.import-unreadable',
      severity: 'blocker',
      file: source.path,
      span: { start: at.start, end: at.end },
      message: `the imported file "${excerpt(path, 120)}" cannot be read: ${found.why}`,
      place: `${idOf(block)}/filename`,
    });
  return found;
}

function reportOutside(
  { findings, notLookedInto }: Loading,
  source: SourceText,
  block: Block,
  at: Span,
  path: string,
): void {
  notLookedInto.add('imported files outside of the repository');
  findings.add({
    rule: 'alloy.import-outside',
    severity: 'warning',
    file: source.path,
    span: { start: at.start, end: at.end },
    message: `the imported file "${excerpt(path, 120)}" is outside of the repository, and was not read`,
    hint: 'What it declares is taken on trust',
    place: `${idOf(block)}/filename`,
  });
}

/** Source: grafana/alloy, internal/runtime/internal/controller/node_config_import.go. */
function checkContents({ findings }: Loading, importing: ParsedFile, block: Block, files: readonly ParsedFile[]): void {
  const head = headOf(block);
  for (const { source, tree, isBroken } of files) {
    for (const statement of tree.body.statements) {
      if (isBroken(statement) || (statement.kind === 'block' && (isDeclaration(statement) || statement.name === '')))
        continue;
      const at = statement.kind === 'block' ? headOf(statement) : statement.name;
      findings.add({
        rule: 'alloy.import-statement',
        severity: 'blocker',
        file: source.path,
        span: { start: at.start, end: at.end },
        message: 'a file that is imported may hold only declare and import blocks',
        hint: 'Put it into a declare block',
        place: excerpt(statement.kind === 'block' ? idOf(statement) : statement.name.text, 120),
        related: [
          { file: importing.source.path, span: { start: head.start, end: head.end }, message: 'it is imported here' },
        ],
      });
    }
  }
}

/** Alloy follows a circle of imports without end. */
function reportCycles({ findings }: Loading, files: readonly ParsedFile[], imports: readonly Import[]): void {
  const numbers = new Map(files.map((file, index) => [file, index]));
  const next = files.map((): number[] => []);
  for (const { file, to } of imports)
    for (const target of to) next[numbers.get(file) ?? 0]?.push(numbers.get(target) ?? 0);
  const path = (index: number): string => files[index]?.source.path ?? '';
  const byPath = (left: number, right: number): number =>
    path(left) < path(right) ? -1 : path(left) > path(right) ? 1 : 0;
  for (const cycle of cyclesOf(files.length, (node) => next[node] ?? [], byPath)) {
    const [first, second = first] = cycle.map((index) => files[index]);
    const closing = imports.find(({ file, to }) => file === first && to.some((target) => target === second));
    if (!closing) continue;
    findings.add({
      rule: 'alloy.import-cycle',
      severity: 'blocker',
      file: closing.file.source.path,
      span: { start: closing.at.start, end: closing.at.end },
      message: `files import each other in a circle: ${[...cycle, cycle[0] ?? 0].map(path).join(' -> ')}`.slice(0, 500),
      place: `${idOf(closing.block)}/filename`,
    });
  }
}
