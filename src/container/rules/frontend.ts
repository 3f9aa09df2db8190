import type { NixString } from '../../base/nix/tree.ts';
import { everyExpression } from '../../base/nix/visit.ts';
import { isFrom } from '../recipe.ts';
import { embedsAssets } from './embed-assets.ts';
import { type ContainerRule, inspectProgram } from './rule.ts';

/** Folders that the server embeds: from 1.20, and before. Source: grafana/pyroscope, ui/ and public/. */
const folders = { new: 'ui/dist', old: 'public/build' };

export const frontend: ContainerRule = {
  id: 'container.frontend',
  severity: 'blocker',
  title: 'The build of the server is given the built frontend, where its version looks for it',
  why: 'With the tag embedassets and without the files the build fails: there is nothing to embed. They are expected in ui/dist from 1.20, in public/build before.',
  sources: ['grafana/pyroscope, ui/assets_embedded.go', 'grafana/pyroscope, public/assets_embedded.go, before 1.20'],
  check({ server, version, isPyroscope }) {
    if (!server || !isPyroscope || embedsAssets(server) !== true) return [];
    const { file } = server.set.scope;
    const strings = [...everyExpression(server.set.expression)].filter(
      (one): one is NixString => one.kind === 'string',
    );
    const isNew = isFrom(version?.value, [1, 20]);
    const wanted = isNew === undefined ? Object.values(folders) : [isNew ? folders.new : folders.old];
    const mentions = (folder: string) =>
      strings.find(({ parts }) => parts.some((part) => part.kind === 'text' && part.value.includes(folder)));
    const found = wanted.map(mentions).find((string) => string !== undefined);
    if (!found) {
      const other = Object.values(folders).find((folder) => !wanted.includes(folder) && mentions(folder));
      const span = (other === undefined ? undefined : mentions(other)) ?? server.at;
      const message =
        other === undefined
          ? `nothing puts the built frontend into ${wanted.join(' or ')}`
          : `version ${version?.value} embeds ${wanted.join(' or ')}, not ${other}`;
      return [
        { file, span, message, hint: `Copy the frontend's derivation to ${wanted.join(' or ')} before the build.` },
      ];
    }
    if (found.parts.some((part) => part.kind === 'interpolation')) return [];
    const message = 'the frontend comes from no derivation that can be seen here';
    return [{ file, span: found, message, hint: inspectProgram, status: 'unknown' }];
  },
};
