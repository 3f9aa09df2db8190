/** Frigate: its version, and the frame rate of each camera. Source: frigate, frigate/stats/util.py and frigate/api/app.py. */
import { pointerOf } from '../../base/pointer.ts';
import { at, textAt } from '../json.ts';
import type { Probe } from '../probe.ts';
import { ServiceTrouble } from '../trouble.ts';

const stats = '/api/stats';
/** Cameras that are told. */
const most = 500;

export async function frigate(probe: Probe): Promise<void> {
  const wanted = [
    ...(probe.wants('cameras') ? ['cameras'] : []),
    ...(probe.request.version === undefined ? [] : ['version']),
  ];
  if (wanted.length === 0) return;
  await probe.collect(wanted, stats, async () => {
    const answer = await probe.json(stats);
    const version = textAt(answer, 'service', 'version');
    if (probe.request.version !== undefined) {
      if (version === undefined) throw new ServiceTrouble('names no version', { reason: 'missing' });
      // 0.16.1-e664cb2: the number, and the commit that it was built from.
      probe.draft.set({ version: version.replace(/-[0-9a-f]+$/, '') }, probe.source(stats));
    }
    if (probe.wants('cameras')) await probe.collect(['cameras'], stats, async () => tellCameras(probe, answer));
  });
}

/** Before 0.13 the cameras stood at the top, among other things: such an answer is not guessed at. */
function tellCameras(probe: Probe, answer: unknown): void {
  const cameras = at(answer, 'cameras');
  if (cameras === null || typeof cameras !== 'object' || Array.isArray(cameras))
    throw new ServiceTrouble('answered 200 without a list of cameras', { reason: 'unsupported' });
  // A configuration that was lost looks like this; without a word of it nothing would be judged, and nothing said.
  if (Object.keys(cameras).length === 0) throw new ServiceTrouble('names no camera', { reason: 'missing' });
  const names = Object.keys(cameras).filter((name) => /^[^\p{C}]{1,255}$/u.test(name) && name !== '__proto__');
  const told = names.slice(0, most).map((name) => [name, { name, ...rates(at(cameras, name)) }] as const);
  probe.draft.set({ cameras: Object.fromEntries(told) }, probe.source(stats));
  for (const [name, { fps }] of told)
    if (fps === undefined)
      probe.draft.gap(
        [`cameras${pointerOf([name])}/fps`],
        new ServiceTrouble('says no frame rate', { reason: 'missing' }),
      );
  if (told.length < Object.keys(cameras).length)
    probe.draft.gap(['cameras/others'], new ServiceTrouble('has cameras that are not told'));
}

function rates(camera: unknown): { fps?: number; skipped?: number } {
  const [fps, skipped] = [at(camera, 'camera_fps'), at(camera, 'skipped_fps')];
  return { ...(isRate(fps) ? { fps } : {}), ...(isRate(skipped) ? { skipped } : {}) };
}

function isRate(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value);
}
