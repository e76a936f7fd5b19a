import { A } from "./options.mjs";
import { int } from "./random.mjs";

// ---- 40 classes ----
export const CLASSES = [
  "Billing::ChargeCardJob",
  "Billing::InvoicePdfJob",
  "Billing::RefundJob",
  "Billing::DunningJob",
  "Mail::WelcomeJob",
  "Mail::DigestJob",
  "Mail::ReceiptJob",
  "Mail::BounceJob",
  "Search::ReindexJob",
  "Search::DeleteDocumentJob",
  "Search::SuggestJob",
  "Webhooks::DeliverJob",
  "Webhooks::RetryJob",
  "Webhooks::SignJob",
  "Import::CsvRowJob",
  "Import::XlsxSheetJob",
  "Import::ValidateJob",
  "Export::ReportJob",
  "Export::ZipJob",
  "Export::S3UploadJob",
  "Images::ThumbnailJob",
  "Images::OptimizeJob",
  "Video::TranscodeJob",
  "Video::ProbeJob",
  "Geo::GeocodeAddressJob",
  "Geo::TileJob",
  "Crm::SyncContactJob",
  "Crm::MergeContactJob",
  "Crm::ScoreLeadJob",
  "Push::ApnsJob",
  "Push::FcmJob",
  "Sms::SendJob",
  "Analytics::TrackEventJob",
  "Analytics::RollupJob",
  "Cache::WarmJob",
  "Cache::ExpireJob",
  "Users::DeleteAccountJob",
  "Users::ExportDataJob",
  "Orders::FulfilJob",
  "Orders::ReserveStockJob",
];
export const QN = ["default", "mailers", "critical", "low", "webhooks"];
for (let i = QN.length; i < A.queues; i++) QN.push(`tenant_${String(i).padStart(3, "0")}`);
QN.length = Math.max(1, A.queues);
export const NAMES = [
  "Zoë Müller",
  "José Álvarez",
  "Łukasz Żółć",
  "山田太郎",
  "Анна Каренина",
  "Jane O'Neil",
  "Ağca Şen",
  "René 😀 Dupont",
  "Ola Nordmann",
  'Sean "Q" Brien',
];
export const host = () => `app-${1 + int(12)}.prod.example.com`;

export const TAGS = [["vip"], ["import", "v2"], ["tenant:acme"], ["eu", "gdpr"], ["nightly"], ["p1"]];
export const LOREM =
  "Payment captured for order, shipping label printed, customer notified by e-mail; awaiting carrier scan. Zażółć gęślą jaźń. ".repeat(
    4,
  );
