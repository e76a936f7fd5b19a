import { SearchScreen } from "@/components/search/search-screen";

export default function Page() {
  return <SearchScreen />;
}
