create table orders (
    id uuid primary key,
    customer varchar(100) not null,
    items varchar(10000) not null,
    placed_at timestamp with time zone not null,
    idempotency_key varchar(128) unique,
    failure varchar(600)
);

create index orders_placed_at on orders (placed_at);

-- A row for each effect of a message, so that a second one would be visible.
create table shipments (
    id bigint generated always as identity primary key,
    order_id uuid not null references orders (id),
    shipped_at timestamp with time zone not null
);

create index shipments_order_id on shipments (order_id);
