/** What is asked of names and shapes: which components, blocks, attributes and labels there may be. */
import { commonSources } from '../../base/rule-sources.ts';
import type { RuleText } from '../../base/rule-text.ts';
import { sources } from '../sources.ts';

export const shapeRules = [
  {
    id: 'alloy.unknown-component',
    severity: 'blocker',
    title: 'Every block at the top is a component of this version of Alloy, or declared here',
    why: 'Alloy refuses the configuration. Components come and go with versions: the finding says when.',
    sources: [sources.components, sources.catalogue],
  },
  {
    id: 'alloy.unknown-block',
    severity: 'blocker',
    title: 'A component has the blocks that are written in it',
    why: 'Alloy refuses the configuration. A block of another version, or one that stands a level too high or too low, counts too.',
    sources: [sources.structs, sources.catalogue],
  },
  {
    id: 'alloy.unknown-attribute',
    severity: 'blocker',
    title: 'A block has the attributes that are written in it',
    why: 'Alloy ignores no attribute that it does not know. It refuses the configuration.',
    sources: [sources.structs, sources.catalogue],
  },
  {
    id: 'alloy.missing-attribute',
    severity: 'blocker',
    title: 'Attributes that are required are written',
    why: 'Alloy refuses the configuration. Where one of several attributes must be given, one is enough.',
    sources: [sources.structs, sources.catalogue],
  },
  {
    id: 'alloy.missing-block',
    severity: 'blocker',
    title: 'Blocks that are required are written',
    why: 'Alloy refuses the configuration, even where the block would be empty.',
    sources: [sources.structs, sources.catalogue],
  },
  {
    id: 'alloy.duplicate-attribute',
    severity: 'blocker',
    title: 'An attribute is written once in a block',
    why: 'Alloy refuses the configuration. It does not take the last one.',
    sources: [sources.structs],
  },
  {
    id: 'alloy.duplicate-block',
    severity: 'blocker',
    title: 'A block that there may be once is written once',
    why: 'Alloy refuses the configuration.',
    sources: [sources.structs, sources.catalogue],
  },
  {
    id: 'alloy.duplicate-component',
    severity: 'blocker',
    title: 'A component and its label are declared once, over all files of a configuration',
    why: 'Both would have the same id, and references could mean either. Alloy refuses the configuration.',
    sources: [sources.loader],
  },
  {
    id: 'alloy.label-required',
    severity: 'blocker',
    title: 'A block that needs a label has one',
    why: 'The label is the last part of the name by which others refer to it. Alloy refuses the configuration. A component that the configuration declares runs without one, and alloy validate refuses it: a warning.',
    sources: [sources.components, sources.validate],
  },
  {
    id: 'alloy.label-forbidden',
    severity: 'blocker',
    title: 'A block that takes no label has none',
    why: 'With a label Alloy looks for something else of that name, and refuses the configuration. That of logging and tracing is only ignored: a warning.',
    sources: [
      sources.evaluator,
      sources.loader,
      'grafana/alloy, internal/runtime/internal/controller/node_config_logging.go',
    ],
  },
  {
    id: 'alloy.bad-label',
    severity: 'blocker',
    title: 'A declared component is not called declare',
    why: 'The name is taken by the block itself.',
    sources: [sources.loader],
  },
  {
    id: 'alloy.block-as-attribute',
    severity: 'blocker',
    title: 'A block is written without =',
    why: 'Alloy finds no attribute of that name, and refuses the configuration.',
    sources: [sources.structs],
  },
  {
    id: 'alloy.attribute-as-block',
    severity: 'blocker',
    title: 'An attribute is written with =',
    why: 'Alloy finds no block of that name, and refuses the configuration.',
    sources: [sources.structs],
  },
  {
    id: 'alloy.file-level-attribute',
    severity: 'blocker',
    title: 'Attributes stand inside of blocks',
    why: 'At the top of a file, in a declare and in the template of a foreach only blocks may stand.',
    sources: [sources.files, sources.validate],
  },
  {
    id: 'alloy.misplaced-block',
    severity: 'blocker',
    title: 'Blocks of a configuration stand at its top, those of a module in a declare',
    why: 'logging, http and the like set up the whole process; argument and export are the border of a module. Elsewhere Alloy refuses them.',
    sources: [sources.configBlocks, sources.loader],
  },
  {
    id: 'alloy.stability',
    severity: 'blocker',
    title: 'Alloy is started for the least stable thing that is used',
    why: 'Without --stability.level=public-preview or experimental Alloy refuses what is less stable than that. Where the value is only known when it runs, it is a warning.',
    sources: [sources.stability, sources.components],
  },
  {
    id: 'alloy.community',
    severity: 'blocker',
    title: 'Alloy is started for components of the community, where one is used',
    why: 'Without --feature.community-components.enabled Alloy refuses them.',
    sources: [sources.components, 'grafana/alloy docs, get-started/components/community-components.md'],
  },
  {
    id: 'alloy.wrong-os',
    severity: 'warning',
    title: 'A component works on the system that Alloy runs on',
    why: 'Elsewhere Alloy loads it, and it does nothing or fails to start.',
    sources: [sources.catalogue, 'grafana/alloy, internal/component/pyroscope/ebpf/ebpf_placeholder.go'],
  },
  {
    id: 'alloy.deprecated',
    severity: 'warning',
    title: 'Nothing is used that will be taken away',
    why: 'It still works in this version, and breaks the configuration in a later one.',
    sources: [sources.catalogue, sources.references],
  },
  {
    id: 'alloy.no-op',
    severity: 'warning',
    title: 'An argument does something',
    why: 'Alloy reads it and ignores it since the version that is named. Whoever wrote it counts on something that does not happen.',
    sources: [commonSources.alloyEbpf],
  },
] as const satisfies readonly RuleText[];

export type ShapeRule = (typeof shapeRules)[number]['id'];
