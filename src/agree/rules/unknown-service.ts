import { excerpt } from '../../base/display.ts';
import { commonSources } from '../../base/rule-sources.ts';
import { nearest } from '../../base/suggest.ts';
import type { AgreementRule } from '../rule.ts';

export const unknownService: AgreementRule = {
  id: 'agree.unknown-service',
  severity: 'blocker',
  title: 'The Service that a URL names is there, in the namespace that it names',
  why: 'The name does not resolve: Alloy drops what it cannot send, and Grafana shows an error. A name without a namespace is looked up in the namespace of the pod that uses it.',
  sources: [commonSources.kubernetesDns],
  check({ clients }, report) {
    for (const { program, url, address } of clients) {
      if (address?.target.kind !== 'missing') continue;
      const { name, namespace, meant } = address.target;
      const close =
        nearest(
          name,
          meant.map((service) => service.name),
        ) ?? name;
      const likely = meant.filter((service) => service.name === close);
      const [only] = likely;
      report({
        at: url,
        message: `${program} sends to "${excerpt(address.host, 120)}", and there is no Service "${excerpt(name, 60)}" in the namespace "${excerpt(namespace, 60)}"`,
        ...(only?.namespace === undefined
          ? {}
          : {
              hint: `Write ${address.scheme}://${excerpt(only.name, 60)}.${excerpt(only.namespace, 60)}.svc:${only.ports[0]?.port ?? 4040}`,
            }),
        related: likely.map(({ at, name: there, namespace: its }) => ({
          ...at,
          message: `the Service "${excerpt(there, 60)}" is in the namespace "${excerpt(its ?? '', 60)}"`,
        })),
      });
    }
  },
};
