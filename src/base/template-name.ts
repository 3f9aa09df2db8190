/** Names of files that become something else once they are rendered: `config.alloy.j2`. */
const endings = /\.(?:j2|jinja2?|tmpl|gotmpl|tpl)$/i;

/** Whether a file's name says that it is a template. */
export function isTemplateName(name: string): boolean {
  return endings.test(name);
}

/** The name of what a template becomes: `config.alloy` for `config.alloy.j2`. */
export function renderedName(name: string): string {
  return name.replace(endings, '');
}
