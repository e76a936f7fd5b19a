import { BatchesScreen } from "@/components/batches/batches-screen";

export default function Page() {
  return <BatchesScreen />;
}
