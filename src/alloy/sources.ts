/**
 * Where the rules are known from, one name for each text that several of them share. Files of Alloy are those of 1.10 to
 * 1.19; where one was moved in between, both places are named.
 */
export const sources = {
  /** What the catalogue was read from: names, types, required marks, defaults, stability, systems. */
  catalogue: 'grafana/alloy, internal/component and internal/service, one tag of each minor version',
  /** What no version takes in whatever component. */
  validate: 'grafana/alloy, internal/validator/validate.go',
  parser: 'grafana/alloy, syntax/parser/internal.go',
  scanner: 'grafana/alloy, syntax/scanner/scanner.go',
  literals: 'grafana/alloy, syntax/vm/constant.go, later syntax/internal/transform/value.go',
  operators: 'grafana/alloy, syntax/vm/op_binary.go, later syntax/internal/transform/binary.go',
  evaluator: 'grafana/alloy, syntax/vm/vm.go',
  structs: 'grafana/alloy, syntax/vm/struct_decoder.go',
  decoder: 'grafana/alloy, syntax/internal/value/decode.go',
  values: 'grafana/alloy, syntax/internal/value/value.go',
  typecheck: 'grafana/alloy, syntax/typecheck',
  files: 'grafana/alloy, internal/runtime/source.go',
  loader: 'grafana/alloy, internal/runtime/internal/controller/loader.go',
  components: 'grafana/alloy, internal/runtime/internal/controller/component_node_manager.go',
  configBlocks: 'grafana/alloy, internal/runtime/internal/controller/node_config.go',
  references: 'grafana/alloy, internal/runtime/internal/controller/component_references.go',
  modules: 'grafana/alloy, internal/runtime/internal/controller/node_config_import.go',
  importFile: 'grafana/alloy, internal/nodeconf/importsource/import_file.go',
  stability: 'grafana/alloy, internal/featuregate/featuregate.go',
  run: 'grafana/alloy, internal/alloycli/cmd_run.go',
  flags: 'spf13/pflag, flag.go',
  ebpfTargets: 'grafana/alloy, internal/component/pyroscope/ebpf/discovery/target.go',
  write: 'grafana/alloy, internal/component/pyroscope/write/write.go',
  httpClient: 'grafana/alloy, internal/component/common/config/types.go',
  kubernetesDiscovery: 'prometheus/prometheus, discovery/kubernetes/kubernetes.go',
} as const;
