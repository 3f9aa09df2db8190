# What boot.kernel.sysctl becomes when NixOS modules are merged, without nixpkgs: a small stand-in for lib.evalModules.
# It knows mkIf, mkMerge, mkOverride and its relatives, mkOrder and imports, and evaluates only what the option needs,
# so that a whole host configuration can be read: pkgs fails when it is looked at, modulesPath leads to empty modules.
{ modules, nixosDefaults, stubs, options ? [ ] }:
let
  inherit (builtins)
    all attrNames concatMap concatStringsSep elem elemAt filter foldl' functionArgs genList genericClosure head isAttrs
    isFunction isList isPath isString length listToAttrs map removeAttrs toString typeOf;

  override = priority: content: { _type = "override"; inherit priority content; };
  order = priority: content: { _type = "order"; inherit priority content; };
  lib = {
    mkOverride = override;
    mkVMOverride = override 10;
    mkForce = override 50;
    mkImageMediaOverride = override 60;
    mkDefault = override 1000;
    mkOptionDefault = override 1500;
    mkIf = condition: content: { _type = "if"; inherit condition content; };
    mkMerge = contents: { _type = "merge"; inherit contents; };
    mkOrder = order;
    mkBefore = order 500;
    mkAfter = order 1500;
    mkOption = arguments: arguments // { _type = "option"; };
    optional = condition: x: if condition then [ x ] else [ ];
    optionals = condition: xs: if condition then xs else [ ];
    optionalAttrs = condition: xs: if condition then xs else { };
    optionalString = condition: text: if condition then text else "";
    mapAttrs = builtins.mapAttrs;
    mapAttrs' = f: set: listToAttrs (map (name: f name set.${name}) (attrNames set));
    nameValuePair = name: value: { inherit name value; };
    genAttrs = names: f: listToAttrs (map (name: { inherit name; value = f name; }) names);
    inherit listToAttrs;
    types = { };
    maintainers = { };
  };

  # What modules are given. An argument of the configuration's own (specialArgs) fails when it is looked at.
  given = { inherit lib config; options = { }; pkgs = throw "pkgs is not there"; modulesPath = stubs; };
  call = f: f (builtins.mapAttrs (name: _: throw "the argument ${name} is not known here") (functionArgs f) // given);

  # Every module that is imported, as { key; file; value; imports; }: a file once, however often it is imported.
  load = from: index: module:
    let
      named = isPath module || isString module;
      file = if named then toString module else from;
      raw = if named then import module else module;
      body = if isFunction raw then call raw else raw;
    in {
      key = if named then file else "${from}:${toString index}";
      inherit file;
      imports = body.imports or [ ];
      value =
        if body ? config || body ? options
        then body.config or { }
        else removeAttrs body [ "imports" "_file" "key" "disabledModules" "meta" "freeformType" ];
    };
  loadAll = from: modules: genList (index: load from index (elemAt modules index)) (length modules);

  defaults = { boot.kernel.sysctl = builtins.mapAttrs (name: lib.mkDefault) nixosDefaults; };
  loaded = map (module: { inherit (module) file value; }) (genericClosure {
    startSet = loadAll "nixpkgs" (modules ++ [ defaults ]);
    operator = module: loadAll module.key module.imports;
  });

  # A definition is { file; value; priority; when; }. This takes its properties off. A condition is only collected, and
  # looked at for the values that are asked for: it may depend on `config` itself.
  settle = definition:
    let
      inherit (definition) value;
      kind = if isAttrs value then value._type or "" else "";
    in
    if kind == "if" then settle (definition // { when = definition.when && value.condition; value = value.content; })
    else if kind == "merge" then concatMap (one: settle (definition // { value = one; })) value.contents
    else if kind == "override" then settle (definition // { inherit (value) priority; value = value.content; })
    else if kind == "order" then settle (definition // { value = value.content; })
    else [ definition ];

  down = name: definitions:
    concatMap (d: if d.value ? ${name} then settle (d // { value = d.value.${name}; }) else [ ]) definitions;
  at = foldl' (definitions: name: down name definitions)
    (concatMap (module: settle (module // { priority = 100; when = true; })) loaded);
  strongest = definitions:
    let
      active = filter (d: d.when) definitions;
      best = foldl' (least: d: if d.priority < least then d.priority else least) 9999 active;
    in filter (d: d.priority == best) active;
  namesIn = definitions: attrNames (foldl' (names: d: names // d.value) { } definitions);

  # Two definitions of one priority never merge, equal or not: mergeOneOption.
  unique = where: definitions:
    let
      best = strongest definitions;
      inherit (head best) value;
      files = toString (map (d: d.file) best);
    in
    if length best > 1 then throw "The option `${where}' is defined multiple times: ${files}"
    else if elem (typeOf value) [ "bool" "int" "string" "null" ] then value
    else throw "A definition for option `${where}' is not of type `sysctl option value', in ${files}";

  # The option's definitions are weighed as a whole, then name by name.
  option = path:
    let
      definitions = map (d: d // { priority = 100; }) (strongest (at path));
      live = filter (name: strongest (down name definitions) != [ ]) (namesIn definitions);
      where = name: concatStringsSep "." (path ++ [ name ]);
    in listToAttrs (map (name: { inherit name; value = unique (where name) (down name definitions); }) live);

  # What modules see as `config`: every definition, merged without any declaration.
  config = merged (at [ ]);
  merged = definitions:
    if all (d: isAttrs d.value && !(d.value ? outPath)) definitions
    then listToAttrs (map (name: { inherit name; value = merged (down name definitions); }) (namesIn definitions))
    else
      let best = strongest definitions; in
      if best == [ ] then throw "a value that no active definition sets"
      else if all (d: isList d.value) best then concatMap (d: d.value) best
      else (head best).value;

  # Every key on its own: null where no value comes of it, such as of two definitions of one strength.
  each = builtins.mapAttrs (_: value: let tried = builtins.tryEval value; in if tried.success then { inherit (tried) value; } else null)
    (option path);

  path = [ "boot" "kernel" "sysctl" ];

  # Every definition of every key, for a person: strengths of the option as a whole and of the key, and whether a condition
  # takes it out. A condition or a value that cannot be evaluated is null.
  safely = value: let tried = builtins.tryEval (builtins.deepSeq value value); in if tried.success then tried.value else null;
  told = concatMap (whole:
    if !(isAttrs whole.value) then [ ] else
    concatMap (name:
      map (d: {
        key = name;
        file = d.file;
        whole = whole.priority;
        own = d.priority;
        active = safely (whole.when && d.when);
        value = let value = safely d.value; in if elem (typeOf value) [ "bool" "int" "string" ] then value else null;
      }) (down name [ (whole // { priority = 100; }) ])) (attrNames whole.value)) (at path);

  # Other options, each a list of names: what they come to, with lists put together. null where nothing defines one, or it
  # cannot be evaluated without nixpkgs.
  plain = value: elem (typeOf value) [ "bool" "int" "string" "null" ];
  asked = map (names:
    let value = safely (merged (at names)); in
    if value == null then null
    else if isList value then { value = map (one: if plain one then one else null) value; }
    else if plain value then { inherit value; }
    else null) options;
in
{
  inherit asked;
  merged = option path;
  definitions = told;
  inherit each;
}
