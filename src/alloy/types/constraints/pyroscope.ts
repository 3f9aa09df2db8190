import { compareMinor } from '../../../base/program-version.ts';
import { remark, type Walk } from '../../walk.ts';
import { durationOf } from '../texts.ts';
import { constantAt, fillOf, headOf, type Written, writtenIn } from '../written.ts';
import { checkWords } from './words.ts';

const second = 1e9;

/** Source of all: grafana/alloy, internal/component/pyroscope, the Validate methods. */
export function checkPyroscope(walk: Walk, owner: string, inside: readonly string[], written: Written): void {
  if (owner === 'pyroscope.scrape' && inside.length === 0) checkScrape(walk, written);
  else if (owner === 'pyroscope.ebpf' && inside.length === 0) {
    if (compareMinor(walk.view.version, '1.15') >= 0)
      checkWords(walk, written.attributes.get('comm')?.value, ['', 'none', 'label', 'stackframe', 'both'], 'comm');
  } else if (owner === 'pyroscope.java' && inside[0] === 'profiling_config') checkJava(walk, written);
}

function checkScrape(walk: Walk, written: Written): void {
  const timeout = durationAt(written, 'scrape_timeout');
  if (timeout !== undefined && timeout <= 0)
    remark(walk, written.attributes.get('scrape_timeout')?.value ?? headOf(written.block), {
      rule: 'alloy.bad-value',
      message: 'scrape_timeout must be longer than 0',
      name: 'scrape_timeout',
    });
  if (!scrapesDeltas(walk, written)) return;
  const interval =
    durationAt(written, 'scrape_interval') ?? (written.attributes.has('scrape_interval') ? undefined : 15 * second);
  const delta =
    durationAt(written, 'delta_profiling_duration') ??
    (written.attributes.has('delta_profiling_duration') ? undefined : 14 * second);
  const say = (name: string, message: string): void =>
    remark(walk, written.attributes.get(name)?.value ?? headOf(written.block), {
      rule: 'alloy.bad-value',
      message,
      name,
    });
  if (interval !== undefined && interval < 2 * second)
    say('scrape_interval', 'scrape_interval must be at least 2s while a profile with delta = true is scraped');
  else if (delta !== undefined && delta <= second)
    say('delta_profiling_duration', 'delta_profiling_duration must be longer than 1s');
  else if (delta !== undefined && interval !== undefined && delta > interval - second)
    say(
      written.attributes.has('delta_profiling_duration') ? 'delta_profiling_duration' : 'scrape_interval',
      'delta_profiling_duration (14s by default) must be at least 1s shorter than scrape_interval (15s by default)',
    );
}

/** Whether a profile with `delta = true` is surely enabled. */
function scrapesDeltas(walk: Walk, { blocks }: Written): boolean {
  const config = blocks.get('profiling_config')?.[0];
  const profiles = config && writtenIn(config).blocks;
  const component = walk.view.component('pyroscope.scrape');
  const shape = component && walk.view.bodyOf(component.raw).blocks.get('profiling_config');
  for (const [name, use] of shape ? walk.view.bodyOf(shape.raw).blocks : []) {
    const { args } = walk.view.bodyOf(use.raw);
    const written = profiles?.get(name)?.map(writtenIn) ?? (use.repeatable ? [] : [undefined]);
    const isOn = (profile: Written | undefined, key: string): boolean =>
      (profile?.attributes.has(key) ? constantAt(profile, key) : args.get(key)?.default) === true;
    if (written.some((profile) => isOn(profile, 'enabled') && isOn(profile, 'delta'))) return true;
  }
  return false;
}

function checkJava(walk: Walk, written: Written): void {
  const event = written.attributes.get('event')?.value;
  if (compareMinor(walk.view.version, '1.19') < 0) checkWords(walk, event, ['itimer', 'cpu', 'wall'], 'event');
  else if (
    constantAt(written, 'tlab') === true &&
    constantAt(written, 'alloc') === '' &&
    fillOf(written, 'custom_arguments') === 'empty'
  )
    remark(walk, written.attributes.get('tlab')?.name ?? headOf(written.block), {
      rule: 'alloy.missing-attribute',
      message: '"tlab" without "custom_arguments" needs "alloc"',
      name: 'alloc',
    });
}

function durationAt(written: Written, name: string): number | undefined {
  const text = constantAt(written, name);
  return typeof text === 'string' ? durationOf(text) : undefined;
}
