import { BatchScreen } from "@/components/batches/batch-screen";

export default function Page() {
  return <BatchScreen />;
}
