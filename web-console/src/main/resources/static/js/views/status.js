/** The state of a service, its broker and the page's connection, announced to screen readers when it changes. */

import { h, say } from '../dom.js';
import { t } from '../i18n.js';
import { picture } from '../topology.js';

export function status(store) {
    const [service, broker, connection] = [h('span', { class: 'badge', id: 'service-state' }), h('span', { class: 'badge', id: 'broker-state' }), h('span', { class: 'badge', id: 'stream-state' })];
    const notice = h('p', { class: 'notice', id: 'notice', role: 'status' });
    const warnings = h('ul', { class: 'warnings' });
    const show = () => {
        const up = [...store.instances.values()].filter(Boolean).length;
        const all = store.instances.size;
        badge(service, up > 0 ? (up < all ? 'warn' : 'good') : all > 0 || store.looked ? 'bad' : '', up > 0 ? t('status.up', { up, all }) : t(all > 0 || store.looked ? 'status.down' : 'status.asking'));
        const { broker: answered, known, warnings: told } = picture(store.topologies);
        badge(broker, brokerTone(known, answered), brokerInWords(known, answered));
        badge(connection, { live: 'good', broken: 'bad' }[store.connection] ?? '', t(`connection.${store.connection}`));
        say(notice, store.notice ?? '');
        notice.hidden = !store.notice;
        warnings.replaceChildren(...told.map((text) => h('li', {}, text)));
    };
    ['instances', 'topology', 'connection'].forEach((what) => store.on(what, show));
    show();
    return h('div', { class: 'status' }, h('div', { class: 'badges', role: 'status' }, service, broker, connection), notice, warnings);
}

export function badge(element, tone, text) {
    say(element, text);
    element.className = `badge ${tone}`;
}

/** A warning if it has an alarm or lacks a node. */
export function brokerTone(known, { reachable, alarms = [], nodes = [] }) {
    if (!known) {
        return '';
    }
    return !reachable ? 'bad' : alarms.length || nodes.some(({ running }) => !running) ? 'warn' : 'good';
}

export function brokerInWords(known, { reachable, product, version, alarms, nodes = [] }) {
    if (!known) {
        return t('broker.unknown');
    }
    if (!reachable) {
        return t('broker.down');
    }
    const running = nodes.filter((node) => node.running).length;
    const several = nodes.length > 1 ? [t('broker.nodes', { running, all: nodes.length })] : [];
    return [`${product} ${version}`, ...several, ...(alarms ?? []).map((alarm) => t('broker.alarm', { alarm }))].join(' · ');
}
