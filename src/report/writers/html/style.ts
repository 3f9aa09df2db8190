/** How the page looks: light or dark as the reader's system is, and on paper with everything unfolded. */
import { createHash } from 'node:crypto';

export const styleText = `
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1c2024; --quiet: #5b626b; --line: #d5d9de; --wash: #f4f5f7;
  --bad: #b3191f; --bad-wash: #fdf0f0; --doubtful: #8a5300; --doubtful-wash: #fdf6e8; --good: #17693a;
  --good-wash: #eef8f1; --link: #0b5cad; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14171a; --ink: #e4e7ea; --quiet: #a0a8b1; --line: #363c43; --wash: #1e2327;
    --bad: #ff8f8f; --bad-wash: #351b1d; --doubtful: #f0b45c; --doubtful-wash: #32270f; --good: #74d597;
    --good-wash: #14301f; --link: #82b8f5; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1.25rem 3rem; max-width: 62rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
code, pre { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .9em; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
main:focus { outline: none; }
.skip { position: absolute; left: -100vw; }
.skip:focus { position: static; }
.quiet, .how, footer { color: var(--quiet); }
.good { --tone: var(--good); --tone-wash: var(--good-wash); }
.bad { --tone: var(--bad); --tone-wash: var(--bad-wash); }
.doubtful { --tone: var(--doubtful); --tone-wash: var(--doubtful-wash); }
.finding.quiet { --tone: var(--quiet); color: inherit; }
.verdict { padding: 1rem 1.25rem; border-radius: .5rem; border-left: .5rem solid var(--tone); background: var(--tone-wash); }
h1 { margin: 0; font-size: 1.25rem; font-weight: 500; line-height: 1.4; }
.mark { display: block; color: var(--tone); font-size: 2rem; font-weight: 800; letter-spacing: .03em; line-height: 1.2; }
h2 { margin: 2.5rem 0 .25rem; font-size: 1.4rem; line-height: 1.3; }
h3 { margin: 1.75rem 0 .5rem; font-size: 1.05rem; }
.how, .note, .error, .found { margin: .25rem 0; }
.note b { color: var(--doubtful); }
.error { padding: .75rem 1rem; border-left: .3rem solid var(--bad); background: var(--bad-wash); }
.error b { color: var(--bad); }
.badge { display: inline-block; padding: 0 .5rem; border: 1px solid var(--tone); border-radius: .3rem; color: var(--tone);
  background: var(--tone-wash); font-size: .8rem; font-weight: 700; line-height: 1.5rem; vertical-align: middle; white-space: nowrap; }
dl { margin: .5rem 0; }
dl div { display: grid; grid-template-columns: 5rem 1fr; gap: .75rem; padding: .1rem 0; }
dt { color: var(--quiet); }
dd { margin: 0; }
.counts { margin: .75rem 0 0; }
.finding { margin: .5rem 0; padding: .5rem 1rem; border: 1px solid var(--line); border-left: .3rem solid var(--tone); border-radius: .3rem; }
.finding > summary { font-weight: 600; }
summary { cursor: pointer; padding: .15rem 0; }
.word { color: var(--tone); font-weight: 800; margin-right: .25rem; }
.aside { margin: 1rem 0 0; }
pre { margin: .5rem 0; padding: .75rem 1rem; border-radius: .3rem; background: var(--wash); overflow-x: auto; line-height: 1.4; }
.copy { border: 1px solid var(--line); }
.carets { color: var(--tone); font-weight: 700; }
ul { margin: .5rem 0; padding-left: 1.25rem; }
li { margin: .35rem 0; }
table { border-collapse: collapse; width: 100%; }
.targets { margin-top: 1rem; }
.targets th { min-width: 13rem; }
th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { color: var(--quiet); font-weight: 500; }
.wide { overflow-x: auto; margin: 1rem 0; }
.drift { overflow-wrap: normal; }
.drift td:last-child { min-width: 18rem; }
.commits td:nth-child(2) { white-space: nowrap; }
.drift tbody th, .commits tbody th { border-left: .3rem solid var(--tone); padding-left: .6rem; white-space: nowrap; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .9rem; }
footer p { margin: .25rem 0; }
@media (max-width: 40rem) {
  dl div { grid-template-columns: 1fr; gap: 0; }
  .targets tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line); }
  .targets thead { display: none; }
  .targets th, .targets td { display: block; border: 0; padding: .1rem 0; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  .skip { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  .finding, .verdict, pre, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  pre { white-space: pre-wrap; }
}
`;

/** What the page's policy allows: this style and no other. */
export const stylePolicy = `sha256-${createHash('sha256').update(styleText).digest('base64')}`;
