/** A fake Frigate. Source of the answers: frigate, frigate/stats/util.py and frigate/api/app.py. */
import { badGateway, type FakeServer, json, pathOf, startFake, text } from './server.ts';

export type FrigateForm = 'well' | 'down' | 'login' | 'old' | 'odd' | 'empty' | 'starting' | 'failing';

const camera = (fps: number, more: object = {}) => ({
  camera_fps: fps,
  process_fps: fps,
  skipped_fps: 0,
  detection_fps: 0.4,
  detection_enabled: true,
  pid: 401,
  capture_pid: 402,
  ffmpeg_pid: 403,
  audio_rms: 0,
  audio_dBFS: 0,
  ...more,
});

const service = {
  uptime: 86_400,
  version: '0.16.1-e664cb2',
  latest_version: '0.16.1',
  storage: { '/media/frigate/recordings': { total: 900_000, used: 400_000, free: 500_000, mount_type: 'ext4' } },
  temperatures: {},
  last_updated: 1_764_300_000,
};

export function startFakeFrigate(form: FrigateForm = 'well'): Promise<FakeServer> {
  return startFake((asked) => {
    if (pathOf(asked) !== '/api/stats') return undefined;
    // Its nginx runs before the program behind it does.
    if (form === 'starting') return badGateway;
    if (form === 'failing') return text('Internal Server Error', 500);
    // Port 8971 asks for a login.
    if (form === 'login') return json({ message: 'Unauthorized' }, 401);
    const detectors = { ov: { inference_speed: 9.2, detection_start: 0, pid: 390 } };
    if (form === 'old') return json({ yard: camera(5), detectors, detection_fps: 0.4, service });
    if (form === 'empty') return json({ cameras: {}, detectors, detection_fps: 0, service });
    const cameras = {
      door: camera(form === 'down' ? 0 : 5.1, { skipped_fps: form === 'down' ? 4.5 : 0 }),
      yard: form === 'odd' ? camera(5, { camera_fps: 'many' }) : camera(5),
      ...(form === 'odd' ? { ['__proto__']: camera(0) } : {}),
    };
    return json({ cameras, detectors, detection_fps: 0.4, service });
  });
}
