import { excerpt } from '../../base/display.ts';
import { commonSources } from '../../base/rule-sources.ts';
import { nameOf } from '../programs.ts';
import { sources } from '../sources.ts';
import { type KubernetesRule, placeIn } from './rule.ts';

export const tagPrefix: KubernetesRule = {
  id: 'kubernetes.tag-prefix',
  severity: 'blocker',
  title: 'Image tags are written as they are published',
  why: 'grafana/pyroscope is published as 2.2.1 and grafana/alloy as v1.18.1. With the v of the one on the other there is no such image, and the pod waits in ImagePullBackOff.',
  sources: [commonSources.pyroscopeChart, sources.alloyChart],
  check({ servers, agents, report }) {
    for (const program of [...servers, ...agents]) {
      const { container, workload, name, isOfficial } = program;
      const { image } = container;
      if (!isOfficial || image?.tag === undefined || !/^v?\d+\.\d+/.test(image.tag)) continue;
      const hasV = image.tag.startsWith('v');
      if (hasV === (name === 'alloy')) continue;
      const right = hasV ? image.tag.slice(1) : `v${image.tag}`;
      report(image.tagAt ?? image, placeIn(workload, container, 'image'), {
        message: `${excerpt(image.name, 120)} has no tag "${excerpt(image.tag, 80)}": its tags ${hasV ? 'have no' : 'begin with'} v`,
        hint: `Write ${excerpt(right, 80)}`,
      });
    }
  },
};

export const floatingTag: KubernetesRule = {
  id: 'kubernetes.floating-tag',
  severity: 'warning',
  title: 'Images name a version',
  why: 'What latest, main or no tag means changes from one restart to the next: nodes run different versions, nobody can go back, and nothing here can be judged for a version.',
  sources: [commonSources.kubernetesImages],
  check({ servers, agents, report }) {
    for (const program of [...servers, ...agents]) {
      const { container, workload } = program;
      const { image } = container;
      if (!image || image.digest !== undefined) continue;
      const { tag } = image;
      if (tag !== undefined && tag !== 'latest' && tag !== 'main' && tag !== 'master' && tag !== 'dev') continue;
      report(image.tagAt ?? image, placeIn(workload, container, 'image'), {
        message: `${nameOf(program)} runs ${tag === undefined ? 'an image without a tag, which is latest' : `whatever "${tag}" is`}`,
        hint: 'Write the tag of a version',
      });
    }
  },
};
