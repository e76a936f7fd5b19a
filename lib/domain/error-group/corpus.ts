/**
 * Messages as applications and libraries write them. Those of one line belong together, those of two lines do not:
 * what varies inside a line are ids, numbers, times, addresses, paths and quoted values.
 */
export const corpus: readonly (readonly string[])[] = [
  // Network
  [
    "Net::ReadTimeout with #<TCPSocket:(closed)> while calling https://api.partner.example.com/v2/orders/81234",
    "Net::ReadTimeout with #<TCPSocket:(closed)> while calling https://api.partner.example.com/v2/orders/9",
    "Net::ReadTimeout with #<TCPSocket:(closed)> while calling https://api.partner.example.com/v1/refunds?id=7&page=2",
  ],
  ["Net::ReadTimeout with #<TCPSocket:(closed)> while calling https://api.stripe.com/v1/charges/ch_3Nf8aa"],
  ["Net::ReadTimeout with #<TCPSocket:(closed)>"],
  [
    "Net::ReadTimeout with #<TCPSocket:(closed)> while calling https://hooks.tenant-4411.example.com/v1/0f6f2c0e-9b55-4a3a-8f4d-0c9f0f9a1b2c",
    "Net::ReadTimeout with #<TCPSocket:(closed)> while calling https://hooks.tenant-7.example.com/v1/ffffffff-eeee-4ddd-8ccc-bbbbbbbbbbbb",
  ],
  [
    "execution expired opening connection to 10.2.3.4:443",
    "execution expired opening connection to 10.2.133.14:8443",
    "execution expired opening connection to [2001:db8::8a2e:370:7334]:443",
  ],
  ["execution expired", "execution expired\n"],
  ["execution expired after 10s on job step 3", "execution expired after 59s on job step 8"],
  [
    "Failed to open TCP connection to svc-3.internal:8080 (Connection refused - connect(2) for 10.0.3.4:8080)",
    "Failed to open TCP connection to svc-17.internal:8081 (Connection refused - connect(2) for 10.0.211.4:8081)",
  ],
  [
    "Failed to open TCP connection to svc-3.internal:8080 (getaddrinfo: Name or service not known)",
    "Failed to open TCP connection to svc-4.internal:8080 (getaddrinfo: Name or service not known)",
  ],
  [
    "Connection reset by peer @ io_fillbuf - fd:18 (smtp-3.example.com)",
    "Connection reset by peer @ io_fillbuf - fd:199 (smtp-4.example.com)",
  ],
  ["Connection refused - connect(2) for 10.1.0.7:6379", "Connection refused - connect(2) for 10.1.0.251:6379"],
  [
    "Waited 1.0 seconds (redis://cache-2.internal:6379)",
    "Waited 2.5 seconds (redis://cache-5.internal:6379)",
    "Waited 1 seconds (redis://cache-2.internal:6380)",
  ],
  ["Broken pipe"],
  [
    "SSL_connect returned=1 errno=0 peeraddr=104.18.3.4:443 state=error: certificate verify failed (certificate has expired)",
    "SSL_connect returned=1 errno=0 peeraddr=104.18.200.19:443 state=error: certificate verify failed (certificate has expired)",
  ],
  [
    "SSL_connect returned=1 errno=0 peeraddr=104.18.3.4:443 state=error: certificate verify failed (unable to get local issuer certificate)",
    "SSL_connect returned=1 errno=0 peeraddr=10.9.8.7:443 state=error: certificate verify failed (unable to get local issuer certificate)",
  ],
  [
    "Timed out after using the allocated 5 seconds (host app-7.prod.example.com)",
    "Timed out after using the allocated 25 seconds (host app-12.prod.example.com)",
  ],
  ["end of file reached"],
  // HTTP answers: the status is the cause
  [
    "the server responded with status 500 - method and url are not available (trace 8fa2bb108fa2bb10)",
    "the server responded with status 500 - method and url are not available (trace 1234567812345678)",
  ],
  [
    "the server responded with status 503 - method and url are not available (trace 8fa2bb108fa2bb10)",
    "the server responded with status 503 - method and url are not available (trace abcdefabcdefabcd)",
  ],
  ["the server responded with status 404", "the server responded with status 404 "],
  [
    "the server responded with status 429, retry after 600s",
    "the server responded with status 429, retry after 5s",
    "the server responded with status 429, retry after 31s",
  ],
  ['404 "Not Found"'],
  ['403 "Forbidden"'],
  ["401 Unauthorized"],
  [
    '[429] {"error":{"type":"es_rejected_execution_exception","reason":"rejected execution [coordinating_and_primary_bytes=98127]"}}',
    '[429] {"error":{"type":"es_rejected_execution_exception","reason":"rejected execution [coordinating_and_primary_bytes=1]"}}',
  ],
  [
    '[404] {"_index":"products_v3","_id":"7878","result":"not_found"}',
    '[404] {"_index":"products_v4","_id":"91","result":"not_found"}',
  ],
  [
    'upstream eu-3 said: {"code":"E1003","id":"123e4567-e89b-12d3-a456-426614174000","at":"2025-03-12T04:00:00Z"}',
    'upstream eu-1 said: {"code":"E1019","id":"00000000-e89b-12d3-a456-426614174000","at":"2025-09-19T09:00:00Z"}',
  ],
  ['{"error":"invalid_grant"}'],
  ['{"error":"access_denied"}'],
  [
    "unexpected token at '<html><head><title>502 Bad Gateway</title></head>' (request 8fa2bb108fa2bb10)",
    "unexpected token at '<html><body>oh no</body></html>' (request 1000000000000000)",
  ],
  [
    "Throttled: cost 993 exceeds available 12 for shop 8fa2bb10.myshopify.example",
    "Throttled: cost 11 exceeds available 2 for shop 00a2bb1f.myshopify.example",
  ],
  // Records
  [
    "Couldn't find User with 'id'=123",
    "Couldn't find User with 'id'=4999999",
    "Couldn't find User with 'id'=0",
    "Couldn't find User with 'id'=7",
  ],
  ["Couldn't find Order with 'id'=123", "Couldn't find Order with 'id'=81"],
  [
    "Couldn't find Order with 'uuid'=123e4567-e89b-12d3-a456-426614174000",
    "Couldn't find Order with 'uuid'=ffffffff-e89b-12d3-a456-4266141740ff",
  ],
  [
    "Couldn't find all Products with 'id': (1, 2, 3) (found 2 results, but was looking for 3).",
    "Couldn't find all Products with 'id': (99, 812, 4, 5, 6, 7) (found 5 results, but was looking for 6).",
  ],
  [
    "Error while trying to deserialize arguments: Couldn't find Order with 'id'=18",
    "Error while trying to deserialize arguments: Couldn't find Order with 'id'=4511871",
  ],
  [
    "Validation failed: Email user12@example.com has already been taken",
    "Validation failed: Email jane.o-neil+news@mail.example.co.uk has already been taken",
  ],
  ["Validation failed: Email can't be blank"],
  ["Validation failed: Name can't be blank"],
  ["Validation failed: Quantity must be greater than 0"],
  [
    'PG::UniqueViolation: ERROR:  duplicate key value violates unique constraint "index_users_on_email"\nDETAIL:  Key (email)=(foo@bar.com) already exists.',
    'PG::UniqueViolation: ERROR:  duplicate key value violates unique constraint "index_users_on_email"\nDETAIL:  Key (email)=(Jane Doe) already exists.',
  ],
  [
    'PG::UniqueViolation: ERROR:  duplicate key value violates unique constraint "index_orders_on_number"\nDETAIL:  Key (number)=(7) already exists.',
    'PG::UniqueViolation: ERROR:  duplicate key value violates unique constraint "index_orders_on_number"\nDETAIL:  Key (number)=(A-9) already exists.',
  ],
  [
    "PG::TRDeadlockDetected: ERROR:  deadlock detected\nDETAIL:  Process 711 waits for ShareLock on transaction 811711; blocked by process 12.",
    "PG::TRDeadlockDetected: ERROR:  deadlock detected\nDETAIL:  Process 31999 waits for ShareLock on transaction 1; blocked by process 7001.",
  ],
  [
    'PG::LockNotAvailable: ERROR:  canceling statement due to lock timeout\nCONTEXT:  while locking tuple (711,4) in relation "orders"',
    'PG::LockNotAvailable: ERROR:  canceling statement due to lock timeout\nCONTEXT:  while locking tuple (1,59) in relation "orders"',
  ],
  [
    'PG::LockNotAvailable: ERROR:  canceling statement due to lock timeout\nCONTEXT:  while locking tuple (711,4) in relation "payments"',
  ],
  ["PG::QueryCanceled: ERROR:  canceling statement due to statement timeout"],
  [
    'PG::UndefinedColumn: ERROR:  column users.legacy_7 does not exist\nLINE 1: SELECT "users".* FROM "users" WHERE "users"."id" = 812',
    'PG::UndefinedColumn: ERROR:  column users.legacy_3 does not exist\nLINE 1: SELECT "users".* FROM "users" WHERE "users"."id" = 4',
  ],
  ['PG::UndefinedTable: ERROR:  relation "invoices" does not exist'],
  ['PG::UndefinedTable: ERROR:  relation "accounts" does not exist'],
  [
    "could not obtain a connection from the pool within 5.000 seconds (waited 5.123 seconds); all pooled connections were in use",
    "could not obtain a connection from the pool within 5.000 seconds (waited 5.99 seconds); all pooled connections were in use",
  ],
  [
    "Mysql2::Error: Duplicate entry 'jane@example.com' for key 'index_users_on_email'",
    "Mysql2::Error: Duplicate entry 'John Smith' for key 'index_users_on_email'",
    "Mysql2::Error: Duplicate entry '4711' for key 'index_users_on_email'",
  ],
  ["Mysql2::Error: Lost connection to MySQL server during query"],
  [
    "Mysql2::Error: Data too long for column 'title' at row 1",
    "Mysql2::Error: Data too long for column 'title' at row 12",
  ],
  ["Mysql2::Error: Data too long for column 'body' at row 1"],
  ["gid://shop/Product/88123 is gone", "gid://shop/Product/1 is gone"],
  // Ruby itself
  ["undefined method `amount_cents' for nil:NilClass"],
  ["undefined method `full_name' for nil:NilClass"],
  ["undefined method 'full_name' for nil"],
  [
    "undefined method `full_name' for #<Contact:0x00007f8b1c0a3b20>",
    "undefined method `full_name' for #<Contact:0x000055d0aa11b0f8>",
  ],
  ["undefined method `full_name' for #<Lead:0x00007f8b1c0a3b20>"],
  ["undefined local variable or method 'user' for an instance of Imports::Row"],
  ["undefined local variable or method 'order' for an instance of Imports::Row"],
  ["uninitialized constant Billing::ChargeCardJob"],
  ["uninitialized constant Billing::RefundJob"],
  [
    "wrong number of arguments (given 1, expected 2)",
    "wrong number of arguments (given 3, expected 0)",
    "wrong number of arguments (given 0, expected 1)",
  ],
  ["missing keyword: :tenant_id"],
  ["missing keyword: :account_id"],
  ['key not found: "customer_8fa2bb10"', 'key not found: "customer_00000001"', 'key not found: "Customer 12"'],
  ["key not found: :currency"],
  ["no implicit conversion of nil into String"],
  ["no implicit conversion of Integer into String"],
  ["nil can't be coerced into Integer"],
  ["comparison of Integer with nil failed"],
  ["divided by 0"],
  ["stack level too deep"],
  ["NaN"],
  ['invalid date: "2024-13-15"', 'invalid date: "31/31/2031"', 'invalid date: "12 o\'clock"'],
  ['invalid value for Float(): "12,50"', 'invalid value for Float(): "1.2.3"', 'invalid value for Float(): "N/A 7"'],
  ['"\\xE2" from ASCII-8BIT to UTF-8', '"\\xC3" from ASCII-8BIT to UTF-8'],
  ["incompatible character encodings: UTF-8 and BINARY (ASCII-8BIT)"],
  [
    'Unquoted fields do not allow new line <"\\r"> in line 88123.',
    'Unquoted fields do not allow new line <"\\r"> in line 4.',
  ],
  ["Illegal quoting in line 3.", "Illegal quoting in line 90001."],
  // Files and processes
  [
    "No space left on device @ rb_sysopen - /tmp/report-12.xlsx",
    "No space left on device @ rb_sysopen - /var/data/exports/2026/11/all.csv",
  ],
  [
    "No such file or directory @ rb_sysopen - /tmp/report-12.xlsx",
    "No such file or directory @ rb_sysopen - uploads/12/original.jpg",
  ],
  ["Permission denied @ dir_s_mkdir - /srv/shared/1", "Permission denied @ dir_s_mkdir - /srv/shared/public"],
  [
    "`identify /tmp/magick-8fa2bb10aa11.png` failed with status: 1 and error: identify: improper image header",
    "`identify /tmp/magick-77d2bb10aa99.png` failed with status: 1 and error: identify: improper image header",
  ],
  [
    "ffmpeg exited with 1 for asset 123e4567-e89b-12d3-a456-426614174000",
    "ffmpeg exited with 254 for asset abcdefab-e89b-12d3-a456-426614174000",
  ],
  ["worker ended with exit code 137"],
  ["worker ended with exit code 1"],
  ["errno 104 while reading block 771", "errno 104 while reading block 3"],
  ["errno 110 while reading block 771"],
  [
    "Zip end of central directory signature not found (88123 bytes)",
    "Zip end of central directory signature not found (7 bytes)",
  ],
  ["cannot load such file -- /app/vendor/x/y.rb", "cannot load such file -- /srv/z.rb"],
  ["cannot read C:\\Users\\jane\\file1.txt", "cannot read D:\\data\\other.bin"],
  // Services
  [
    "Your card was declined. (Request req_8fa2bb10aa11bb)",
    "Your card was declined. (Request req_NffrFeUfNVaBcD)",
    "Your card was declined. (Request req_12345678901234)",
    "Your card was declined. (Request req_cjyqjokc)",
    "Your card was declined. (Request req_bkhgijb4)",
    "Your card was declined. (Request req_eeloriva)",
  ],
  [
    "Your card has insufficient funds. (Request req_8fa2bb10aa11bb)",
    "Your card has insufficient funds. (Request req_x82m1pq09az0kw)",
  ],
  [
    "Too many requests hit the API too quickly. (Request req_8k2x91)",
    "Too many requests hit the API too quickly. (Request req_11zz0q)",
  ],
  [
    "(Status 404) (Request req_8fa2bb10aa1122) No such customer: 'cus_8fa2bb10aa1122'",
    "(Status 404) (Request req_1111bb10aa1122) No such customer: 'cus_Nf8kQ2pLm0aXyZ'",
  ],
  [
    "(Status 404) (Request req_8fa2bb10aa1122) No such payment_intent: 'pi_8fa2bb10aa1122'",
    "(Status 404) (Request req_7fa2bb10aa1122) No such payment_intent: 'pi_3Nf8kQ2pLm0aXyZ'",
  ],
  [
    "The specified key does not exist: uploads/123e4567-e89b-12d3-a456-426614174000/original.jpg",
    "The specified key does not exist: uploads/00004567-e89b-12d3-a456-426614174000/thumb.webp",
  ],
  [
    "Please reduce your request rate. (RequestId 8FA2BB10AA11BB22)",
    "Please reduce your request rate. (RequestId 1234567812345678)",
  ],
  [
    "The security token included in the request is expired (8fa2bb10aa11bb22cc33)",
    "The security token included in the request is expired (ffffffffffffffffffff)",
  ],
  [
    "450 4.7.1 <user1@example.org>: Recipient address rejected: Greylisted for 300 seconds",
    "450 4.7.1 <jane@example.com>: Recipient address rejected: Greylisted for 7 seconds",
  ],
  [
    "550 5.1.1 <user1@example.org>: Recipient address rejected: User unknown",
    "550 5.1.1 <jane@example.com>: Recipient address rejected: User unknown",
  ],
  ["535 5.7.8 Error: authentication failed: generic failure"],
  ["421 4.3.2 Service not available, closing transmission channel"],
  [
    "[HTTP 400] 21211 : Unable to create record. The 'To' number +15551234567 is not a valid phone number.",
    "[HTTP 400] 21211 : Unable to create record. The 'To' number +4917012345 is not a valid phone number.",
  ],
  [`BadDeviceToken: ${"8fa2bb10".repeat(8)}`, `BadDeviceToken: ${"00cc1199".repeat(8)}`],
  ["Unregistered"],
  [
    "rateLimitExceeded: Quota exceeded for quota metric 'Queries' of project 'project_number:88123'",
    "rateLimitExceeded: Quota exceeded for quota metric 'Queries' of project 'project_number:1'",
  ],
  [
    "Account acct_8fa2bb10aa used 823 of 900000 credits",
    "Account acct_00a2bb10ff used 12 of 100000 credits",
    "Account acct_77777bb10f used 12,000 of 1,000,000 credits",
  ],
  ["Lease 8fa2bb10aa11bb22cc33dd44 lost at step 3/12", "Lease 00a2bb10aa11bb22cc33dd4f lost at step 11/16"],
  ["Transcode failed for asset 88: exit 12", "Transcode failed for asset 1: exit 254"],
  ["not allowed to ExportPolicy#create? this Account #88123", "not allowed to ExportPolicy#create? this Account #4"],
  ["not allowed to ExportPolicy#show? this Account #88123"],
  [
    "CRM answered 503 for contact 771 at 2026-01-02 03:04:05 UTC",
    "CRM answered 503 for contact 1 at 2026-11-30 23:59:59 +0000",
    "CRM answered 503 for contact 88 at 2026-02-02T10:11:12.345Z",
  ],
  [
    "undefined method `name' for nil:NilClass (invoice 771)",
    "undefined method `name' for nil:NilClass (invoice 88123)",
  ],
  ["Sheet 'Q1 2024' has no header row", "Sheet 'Totals 7' has no header row"],
  ["tenant 4411 is over its limit of 100 exports", "tenant 9 is over its limit of 5 exports"],
  ["job 8f1c took 610s, allowed are 600s", "job 77aa took 1200s, allowed are 300s"],
  ["lock wait 3f2a-99bc-1200 exceeded 5.5ms", "lock wait 1111-2222-3333 exceeded 12ms"],
  // Other scripts
  ["Ürün bulunamadı: stok kodu ŞK-90000 — depo №40 📦", "Ürün bulunamadı: stok kodu ŞK-4 — depo №7 📦"],
  ["外部API呼び出しに失敗しました (注文番号 8812345)", "外部API呼び出しに失敗しました (注文番号 7)"],
  ["Не удалось найти заказ 88123", "Не удалось найти заказ 4"],
  ["نفدت المحاولات بعد 12 ثانية", "نفدت المحاولات بعد 7 ثانية"],
  ["S3 upload failed"],
  ["SHA256 does not match"],
  ["MD5 does not match"],
  ["application/json expected"],
  ["text/html expected"],
];
