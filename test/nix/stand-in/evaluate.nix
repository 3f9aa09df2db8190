# What nix/module.nix makes of settings, without nixpkgs: options with their defaults, `config` as a fixed point. It knows
# mkIf, and types only by name: a value of a wrong type is nixpkgs' to refuse.
{ module, settings, package }:
let
  inherit (builtins) attrNames concatMap concatStringsSep filter isAttrs isFunction listToAttrs map replaceStrings;

  lib = rec {
    mkIf = condition: content: if condition then content else { _absent = true; };
    mkOption = option: option // { _type = "option"; };
    mkEnableOption = text: mkOption { default = false; description = text; };
    literalExpression = text: text;
    optionals = condition: list: if condition then list else [ ];
    optionalAttrs = condition: set: if condition then set else { };
    mapAttrsToList = f: set: map (name: f name set.${name}) (attrNames set);
    escapeShellArg = text: "'" + replaceStrings [ "'" ] [ "'\\''" ] (toString text) + "'";
    escapeShellArgs = list: concatStringsSep " " (map escapeShellArg list);
    inherit (builtins) concatMap concatStringsSep;
    types = {
      package = "package";
      str = "str";
      bool = "bool";
      path = "path";
      attrsOf = _: "attrsOf";
      listOf = _: "listOf";
      nullOr = _: "nullOr";
      ints.positive = "positive";
    };
  };

  body = module { inherit lib config; pkgs.callPackage = _: _: package; };

  # Options as values: what is set, else the default.
  valuesOf = options: set:
    listToAttrs (map (name: {
      inherit name;
      value =
        if options.${name}._type or "" == "option"
        then set.${name} or options.${name}.default
        else valuesOf options.${name} (set.${name} or { });
    }) (attrNames options));

  unknown = options: set: path:
    concatMap (name:
      if !(options ? ${name}) then [ (path + name) ]
      else if options.${name}._type or "" == "option" || !(isAttrs set.${name}) then [ ]
      else unknown options.${name} set.${name} (path + name + ".")) (attrNames set);

  config.services.nixos-preflight = valuesOf body.options.services.nixos-preflight settings;

  clean = value:
    if isAttrs value && !(value ? outPath)
    then listToAttrs (concatMap (name: if value.${name}._absent or false then [ ] else [ { inherit name; value = clean value.${name}; } ]) (attrNames value))
    else value;
in
{
  unknown = unknown body.options.services.nixos-preflight settings "";
  options = attrNames body.options.services.nixos-preflight;
  config = clean (if body.config._absent or false then { } else body.config);
}
